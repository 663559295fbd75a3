import { describe, expect, it } from '@jest/globals';
import { freshLoopback, KARS, type Loopback } from './loopback.ts';

const here = freshLoopback();
const NOWHERE = '0123456789012345678901234567890123456789';

describe('a branch', () => {
  it('is made, moved forward, read and deleted', async () => {
    const { as, github, tip } = here();
    const ref = 'heads/release/v1.5.0';

    await as().git.createRef({ ...KARS, ref: `refs/${ref}`, sha: tip('main') });
    await as().git.updateRef({ ...KARS, ref, sha: tip('develop') });
    const { data } = await as().git.getRef({ ...KARS, ref });
    await as().git.deleteRef({ ...KARS, ref });

    expect(data.object).toMatchObject({ sha: tip('develop'), type: 'commit' });
    expect(github.branches().has('release/v1.5.0')).toBe(false);
    expect(github.effects.map(({ kind }) => kind)).toEqual(['create-branch', 'update-branch', 'delete-branch']);
  });

  it.each([
    [
      'that is there',
      ({ tip }: Loopback) => ({ ref: 'refs/heads/main', sha: tip('main') }),
      'Reference already exists',
    ],
    [
      'below another',
      ({ tip }: Loopback) => ({ ref: 'refs/heads/main/x', sha: tip('main') }),
      'Reference update failed',
    ],
    ['at no commit', () => ({ ref: 'refs/heads/x', sha: NOWHERE }), 'Object does not exist'],
    [
      'with a space',
      ({ tip }: Loopback) => ({ ref: 'refs/heads/a b', sha: tip('main') }),
      'Reference name is not valid',
    ],
    ['that is no ref', ({ tip }: Loopback) => ({ ref: 'x', sha: tip('main') }), 'Reference name is not valid'],
  ])('%s is not made', async (_what, asked, message) => {
    const { as, github } = here();

    await expect(as().git.createRef({ ...KARS, ...asked(here()) })).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining(message),
    });
    expect(github.effects).toEqual([]);
  });

  it('moves back only by force, and never where a rule forbids it', async () => {
    const { as, asApp, tip } = here();
    const back = { ...KARS, ref: 'heads/feat/saved-searches', sha: tip('main') };
    const main = { ...KARS, ref: 'heads/main', sha: tip('develop'), force: true };

    await expect(as().git.updateRef(back)).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('not a fast forward'),
    });
    await as().git.updateRef({ ...back, force: true });
    await expect(as().git.updateRef(main)).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('Changes must be made through a pull request.'),
    });
    await asApp().git.updateRef(main);

    expect(tip('feat/saved-searches')).toBe(back.sha);
    expect(tip('main')).toBe(tip('develop'));
  });

  it.each([
    ['the default one', 'heads/main', 'Cannot delete the default branch'],
    ['a protected one', 'heads/develop', 'Cannot delete this protected ref'],
    ['one that is not there', 'heads/nowhere', 'Reference does not exist'],
  ])('is not deleted when it is %s', async (_what, ref, message) => {
    await expect(
      here()
        .as()
        .git.deleteRef({ ...KARS, ref }),
    ).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining(message),
    });
  });
});

describe('a tag', () => {
  it('is annotated in two calls, and leads to its commit', async () => {
    const { as, github, tip } = here();
    const asked = {
      ...KARS,
      tag: 'v1.5.0',
      message: 'Release v1.5.0',
      object: tip('develop'),
      type: 'commit' as const,
    };

    const { data: tag } = await as().git.createTag(asked);
    await as().git.createRef({ ...KARS, ref: 'refs/tags/v1.5.0', sha: tag.sha });
    const { data: ref } = await as().git.getRef({ ...KARS, ref: 'tags/v1.5.0' });
    const { data: read } = await as().git.getTag({ ...KARS, tag_sha: ref.object.sha });

    expect(ref.object.type).toBe('tag');
    expect(read).toMatchObject({ tag: 'v1.5.0', message: 'Release v1.5.0', object: { sha: tip('develop') } });
    expect((await github.tags()).get('v1.5.0')).toBe(tip('develop'));
    expect(github.effects).toMatchObject([{ kind: 'create-tag', what: 'v1.5.0', by: 'kars-machine' }]);
  });

  it('is found by how its name begins', async () => {
    const { data } = await here()
      .as()
      .git.listMatchingRefs({ ...KARS, ref: 'tags/v1.4.' });

    expect(data.map(({ ref }) => ref)).toEqual(['refs/tags/v1.4.1', 'refs/tags/v1.4.2']);
  });
});

describe('history', () => {
  it('is compared, page by page, oldest first', async () => {
    const { as } = here();

    const { data } = await as().repos.compareCommitsWithBasehead({ ...KARS, basehead: 'v1.4.2...develop' });
    const third = { ...KARS, basehead: 'v1.4.2...develop', per_page: 6, page: 3 };
    const { data: end, headers } = await as().repos.compareCommitsWithBasehead(third);

    expect(data).toMatchObject({ status: 'ahead', ahead_by: 14, behind_by: 0, total_commits: 14 });
    expect(end.commits).toEqual(data.commits.slice(12));
    expect(headers.link).toContain('rel="prev"');
    expect(data.commits.map(({ commit }) => commit.message)).toContain('fix: escape <!channel> & "quotes" in names');
    expect(data.files?.map(({ filename }) => filename)).toContain('backend/src/export.js');
  });

  it.each([
    ['develop...develop', 'identical'],
    ['develop...main', 'behind'],
    ['main...develop', 'ahead'],
    ['feat/saved-searches...docs/on-call', 'diverged'],
  ])('of %s is called %s', async (basehead, status) => {
    const { data } = await here()
      .as()
      .repos.compareCommitsWithBasehead({ ...KARS, basehead });

    expect(data.status).toBe(status);
  });

  it('is the same every time', async () => {
    expect(here().tip('develop')).toBe('d62dc4703da0690ae16c7ca942be3a3aa56ecba4');
  });
});

describe('a file', () => {
  it('is read as it is, or in base64', async () => {
    const { as } = here();
    const file = { ...KARS, path: 'backend/package.json', ref: 'v1.4.1' };

    const { data: raw } = await as().repos.getContent({ ...file, mediaType: { format: 'raw' } });
    const { data } = await as().repos.getContent(file);

    expect(String(raw)).toContain('"version": "1.4.1"');
    expect(data).toMatchObject({ type: 'file', encoding: 'base64' });
  });

  it('that is not there, or at no ref, is not found', async () => {
    const { as } = here();

    await expect(as().repos.getContent({ ...KARS, path: 'x.json' })).rejects.toMatchObject({ status: 404 });
    await expect(as().repos.getContent({ ...KARS, path: 'README.md', ref: 'x' })).rejects.toMatchObject({
      status: 404,
    });
  });
});
