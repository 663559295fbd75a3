import { describe, expect, it } from '@jest/globals';
import { DidNotHappen, TransientError, UserError } from '../../src/core/errors.ts';
import { connect } from '../support/sandbox-github.ts';

/** Neither refused nor done for sure. */
const unknown = async (work: Promise<unknown>): Promise<void> => {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(DidNotHappen);
  expect(error).not.toBeInstanceOf(TransientError);
};

const tip = (branches: ReadonlyMap<string, string>, name: string): string => branches.get(name) ?? '';

describe.each(['app', 'token'] as const)('with the login of an %s', (as) => {
  it('a branch is made, found, compared and deleted', async () => {
    await using at = await connect({ as });
    const { refs } = at.repository;
    const main = tip(at.github.branches(), 'main');

    await refs.createBranch('release/v9.0.0', main);
    const made = await refs.branch('release/v9.0.0');
    const compared = await refs.compare('main', 'release/v9.0.0');
    await refs.deleteBranch('release/v9.0.0');

    expect(made).toBe(main);
    expect(compared).toEqual({ status: 'identical', aheadBy: 0, behindBy: 0 });
    expect(at.github.branches().has('release/v9.0.0')).toBe(false);
  });
});

describe('a branch', () => {
  it('that is not there is not found, is in no comparison, and is gone already', async () => {
    await using at = await connect();
    const { refs } = at.repository;

    expect(await refs.branch('nope')).toBeUndefined();
    expect(await refs.compare('main', 'nope')).toBeUndefined();
    await expect(refs.deleteBranch('nope')).resolves.toBeUndefined();
  });

  it('whose name is taken was certainly not made', async () => {
    await using at = await connect();
    const main = tip(at.github.branches(), 'main');

    await expect(at.repository.refs.createBranch('develop', main)).rejects.toThrow(DidNotHappen);
  });

  it('that may not be deleted was certainly not, and is there', async () => {
    await using at = await connect();

    await expect(at.repository.refs.deleteBranch('main')).rejects.toThrow(DidNotHappen);
    expect(at.github.branches().has('main')).toBe(true);
  });

  it('whose making was not answered is unknown, until somebody looks', async () => {
    await using at = await connect();
    const main = tip(at.github.branches(), 'main');
    at.github.faults.add({ on: 'git.create-ref', do: 'lose-answer' });

    await unknown(at.repository.refs.createBranch('release/v9.0.0', main));

    expect(await at.repository.refs.branch('release/v9.0.0')).toBe(main);
    expect(at.github.calls.filter(({ name }) => name === 'git.create-ref')).toHaveLength(1);
  });

  it.each(['drop', 'late', 'error'] as const)('whose making met a %s is unknown', async (fault) => {
    await using at = await connect();
    at.github.faults.add({ on: 'git.create-ref', do: fault, ms: 1 });

    await unknown(at.repository.refs.createBranch('release/v9.0.0', tip(at.github.branches(), 'main')));
  });

  it('for which the right is missing was certainly not made, and the right is named', async () => {
    await using at = await connect();
    at.github.rights.app.contents = 'read';

    await expect(at.repository.refs.createBranch('release/v9.0.0', tip(at.github.branches(), 'main'))).rejects.toThrow(
      '`Contents: write`',
    );
  });

  it('is read with a fresh token when the old one ended before its time', async () => {
    await using at = await connect();
    const { refs } = at.repository;
    const main = await refs.branch('main');
    at.github.expireTokens();

    await expect(refs.branch('main')).rejects.toThrow(TransientError);
    expect(await refs.branch('main')).toBe(main);
  });
});

describe('a tag', () => {
  it('is annotated, tells its commit and what was written into it, and is listed by its beginning', async () => {
    await using at = await connect();
    const { refs } = at.repository;
    const commit = tip(at.github.branches(), 'main');

    await refs.createTag({ name: 'v9.0.0-rc.1', commit, message: 'the first candidate\n' });

    expect(await refs.tag('v9.0.0-rc.1')).toEqual({
      name: 'v9.0.0-rc.1',
      commit,
      annotated: true,
      message: expect.stringContaining('the first candidate'),
    });
    expect(await refs.tagNames('v9.')).toEqual(['v9.0.0-rc.1']);
    expect(await refs.tag('v9.0.0')).toBeUndefined();
  });

  it('is never moved: with another commit behind its name it was certainly not made', async () => {
    await using at = await connect();
    const { refs } = at.repository;
    const branches = at.github.branches();
    await refs.createTag({ name: 'v9.0.0', commit: tip(branches, 'main'), message: 'one' });

    await expect(refs.createTag({ name: 'v9.0.0', commit: tip(branches, 'develop'), message: 'two' })).rejects.toThrow(
      DidNotHappen,
    );

    expect(await refs.tag('v9.0.0')).toMatchObject({ commit: tip(branches, 'main'), message: 'one' });
  });

  it('is certainly not there when only its object was made', async () => {
    await using at = await connect();
    at.github.faults.add({ on: 'git.create-tag', do: 'lose-answer' });
    const tag = { name: 'v9.0.0', commit: tip(at.github.branches(), 'main'), message: 'one' };

    await expect(at.repository.refs.createTag(tag)).rejects.toThrow(DidNotHappen);
    expect((await at.github.tags()).has('v9.0.0')).toBe(false);
  });

  it('whose making was not answered is unknown, until somebody looks', async () => {
    await using at = await connect();
    const commit = tip(at.github.branches(), 'main');
    at.github.faults.add({ on: 'git.create-ref', do: 'lose-answer' });

    await unknown(at.repository.refs.createTag({ name: 'v9.0.0', commit, message: 'one' }));

    expect(await at.repository.refs.tag('v9.0.0')).toMatchObject({ commit });
  });
});

describe('a merge without a pull request', () => {
  const request = { into: 'develop', from: 'main', message: 'Merge main into develop' };

  it('makes a commit of its own, once', async () => {
    await using at = await connect();
    const { refs } = at.repository;
    await at.github.as('devon-kars').push({ branch: 'main', files: { 'hot.txt': 'x' } });

    const outcome = await refs.merge(request);
    const again = await refs.merge(request);

    expect(outcome).toEqual({ merged: tip(at.github.branches(), 'develop') });
    expect(again).toEqual({ already: true });
  });

  it('that was not answered is unknown, and a look finds everything in it', async () => {
    await using at = await connect();
    const { refs } = at.repository;
    await at.github.as('devon-kars').push({ branch: 'main', files: { 'hot.txt': 'x' } });
    at.github.faults.add({ on: 'repos.merge', do: 'lose-answer' });

    await unknown(refs.merge(request));

    expect(await refs.compare('develop', 'main')).toMatchObject({ status: 'behind' });
  });

  it('that meets a conflict changes nothing', async () => {
    await using at = await connect();
    const { refs } = at.repository;
    const { push } = at.github.as('devon-kars');
    await push({ branch: 'main', files: { 'same.txt': 'one' } });
    const before = await push({ branch: 'develop', files: { 'same.txt': 'two' } });

    expect(await refs.merge(request)).toEqual({ conflict: expect.any(String) });
    expect(await refs.branch('develop')).toBe(before);
  });

  it('of a branch that is not there did not happen', async () => {
    await using at = await connect();

    await expect(at.repository.refs.merge({ ...request, from: 'nope' })).rejects.toThrow(DidNotHappen);
  });
});

describe('a repository', () => {
  it('where the app is not installed says so', async () => {
    await using at = await connect();
    at.github.faults.add({ on: 'apps.get-repo-installation', do: 'error', status: 404 });

    await expect(at.repository.refs.branch('main')).rejects.toMatchObject({ code: 'github_not_installed' });
    expect(await at.repository.refs.branch('main')).toBe(tip(at.github.branches(), 'main'));
  });

  it('is not written to while no token can be had', async () => {
    await using at = await connect();
    at.github.faults.add({ on: 'apps.create-installation-access-token', do: 'lose-answer' });

    await expect(at.repository.refs.deleteBranch('develop')).rejects.toThrow(DidNotHappen);
    expect(at.github.branches().has('develop')).toBe(true);
  });

  it('tells a limit with the time that it asks to wait', async () => {
    await using at = await connect();
    at.github.faults.add({ on: 'git.get-ref', do: 'rate-limit', seconds: 30 });

    await expect(at.repository.refs.branch('main')).rejects.toMatchObject({ retryAfterMs: 30_000 });
    expect(at.github.calls.filter(({ name }) => name === 'git.get-ref')).toHaveLength(1);
  });

  it('refuses whoever may not read it', async () => {
    await using at = await connect();
    at.github.rights.app.contents = 'none';

    await expect(at.repository.refs.branch('main')).rejects.toThrow(UserError);
  });
});
