import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/core/errors.ts';
import type { Freeze } from '../../src/core/repository/guard.ts';
import type { Ruleset } from '../../src/sandbox/github/rules/ruleset.ts';
import { type Connected, connect } from '../support/sandbox-github.ts';

/** Open into develop, and green. */
const PULL = 45;
const SOMEBODY = 'dana-kars';
const ADMIN = 'devon-kars';
const EXPECTED = /Required status check "release-freeze\/1" is expected/;

let here: Connected;

beforeEach(async () => {
  here = await connect();
});
afterEach(async () => {
  await here[Symbol.asyncDispose]();
});

const freeze = (more: Partial<Freeze> = {}): Freeze => ({
  mode: 'ruleset',
  playbook: 'kars-weekly',
  context: 'release-freeze/1',
  branches: ['develop'],
  ...more,
});

const close = (more?: Partial<Freeze>) => here.repository.guard.close(freeze(more));
const look = (more?: Partial<Freeze>) => here.repository.guard.look(freeze(more));
const head = (): string => here.github.pull(PULL).head.sha;
const mergeAs = (login: string): Promise<string> => here.github.as(login).merge(PULL);
const pushAs = (login: string): Promise<string> =>
  here.github.as(login).push({ branch: 'develop', files: { 'README.md': 'late' } });
const mergeOurselves = () => here.repository.pulls.merge(PULL, { head: head(), method: 'merge' });
const success = { context: 'release-freeze/1', state: 'success', description: 'let through' } as const;

function ours(): Ruleset {
  const found = here.github.rulesets().find(({ name }) => name.startsWith('Shipmate freeze: kars-weekly '));
  if (!found) throw new Error('there is no ruleset of ours');
  return found;
}

function byHand(change: Partial<Ruleset>): void {
  here.github.world.rulesets.set(ours().id, { ...ours(), ...change });
}

describe('a freeze by a ruleset', () => {
  it('keeps everybody out, at the merge button and at a push, whoever may do what else', async () => {
    expect(await close()).toMatchObject({ closed: true, bypass: ['Shipmate'], warnings: [] });

    await expect(mergeAs(SOMEBODY)).rejects.toThrow(EXPECTED);
    await expect(mergeAs(ADMIN)).rejects.toThrow(EXPECTED);
    await expect(pushAs(ADMIN)).rejects.toThrow(EXPECTED);
  });

  it('lets Shipmate merge directly', async () => {
    await close();

    expect(await mergeOurselves()).toEqual({ merged: here.github.branches().get('develop') });
  });

  it('leaves other branches alone, and closes those that a pattern names', async () => {
    await here.github.as(ADMIN).push({ branch: 'release/v1', from: 'develop' });
    const proof = await close({ branches: ['release/*'] });

    expect(proof.closed).toBe(true);
    await expect(here.github.as(ADMIN).push({ branch: 'release/v1', files: { 'README.md': 'late' } })).rejects.toThrow(
      EXPECTED,
    );
    await expect(mergeAs(SOMEBODY)).resolves.toEqual(expect.any(String));
  });

  it('hinders nobody from making a branch', async () => {
    await close({ branches: ['develop', 'release/*'] });

    await expect(here.github.as(SOMEBODY).push({ branch: 'release/v2', from: 'develop' })).resolves.toEqual(
      expect.any(String),
    );
  });

  it('is enforced after three calls, however many pull requests are open', async () => {
    const { rule } = await close();
    const before = here.github.calls.length;
    await close({ context: 'release-freeze/2', rule });

    expect(here.github.calls.slice(before).map(({ name }) => name)).toEqual([
      'repos.update-repo-ruleset',
      'repos.get-repo-ruleset',
      'repos.get-branch-rules',
    ]);
  });

  it('is not opened by the success of somebody else', async () => {
    await close();
    for (const appId of [null, 15368]) {
      const said = { ...success, id: 1, url: null, by: SOMEBODY, appId, at: 0 };
      here.github.world.reports.tell(head(), said);
    }

    await expect(mergeAs(SOMEBODY)).rejects.toThrow(EXPECTED);
  });

  it('is opened for one pull request by the success that Shipmate says', async () => {
    await close();
    await here.repository.gates.tell(head(), success);

    await expect(mergeAs(SOMEBODY)).resolves.toEqual(expect.any(String));
  });

  it('counts nothing that was let through in an earlier one', async () => {
    const { rule } = await close();
    await here.repository.gates.tell(head(), success);
    await here.repository.guard.open(freeze({ rule }));
    await close({ context: 'release-freeze/2', rule });

    await expect(mergeAs(SOMEBODY)).rejects.toThrow('"release-freeze/2" is expected');
  });

  it('is over when it is lifted, and a second lifting does no harm', async () => {
    const { rule } = await close();
    for (const _time of [1, 2]) {
      expect(await here.repository.guard.open(freeze({ rule }))).toMatchObject({ closed: false, warnings: [] });
    }

    expect(ours().enforcement).toBe('disabled');
    await expect(mergeAs(SOMEBODY)).resolves.toEqual(expect.any(String));
  });

  it('that is gone is lifted already', async () => {
    const { rule = 0 } = await close();
    here.github.world.rulesets.delete(rule);

    expect(await here.repository.guard.open(freeze({ rule }))).toEqual({ closed: false, bypass: [], warnings: [] });
  });

  it('says in its name how a person lifts it', async () => {
    await close();

    expect(ours().name).toContain('set Enforcement to Disabled');
  });

  it('tells where a person finds it', async () => {
    expect(await close()).toMatchObject({ rule: ours().id, url: expect.stringContaining(`/rules/${ours().id}`) });
  });
});

describe('what somebody does to the ruleset by hand', () => {
  it('is seen when they switch it off', async () => {
    const { rule } = await close();
    byHand({ enforcement: 'disabled' });

    expect(await look({ rule })).toMatchObject({
      closed: false,
      warnings: ['somebody has set the ruleset of the freeze to `disabled`'],
    });
  });

  it('is seen when they take a branch out of it', async () => {
    const { rule } = await close({ branches: ['develop', 'main'] });
    byHand({ include: ['refs/heads/main'] });

    expect(await look({ rule, branches: ['develop', 'main'] })).toMatchObject({
      closed: false,
      warnings: [expect.stringContaining('does not keep `develop` closed')],
    });
  });

  it('is seen when they let anybody report its check', async () => {
    const { rule } = await close();
    const anybodys = { required_status_checks: [{ context: 'release-freeze/1' }] };
    byHand({ rules: [{ type: 'required_status_checks', parameters: anybodys }] });

    expect(await look({ rule })).toMatchObject({ closed: false });
  });

  it('is followed when they rename it', async () => {
    const { rule } = await close();
    byHand({ name: 'Freeze' });

    expect(await look({ rule })).toMatchObject({ closed: true, rule });
  });

  it('is seen when they let others past, who are named', async () => {
    const { rule } = await close();
    const others = [
      { actor_type: 'RepositoryRole', actor_id: 5, bypass_mode: 'always' },
      { actor_type: 'OrganizationAdmin', actor_id: 1, bypass_mode: 'pull_request' },
    ];
    byHand({ bypass: [...ours().bypass, ...others] });
    const names = ['everybody with the role admin', 'the owners of the organization, by pull requests only'];

    expect(await look({ rule })).toMatchObject({
      closed: true,
      bypass: ['Shipmate', ...names],
      warnings: [`these can merge in spite of the freeze: ${names.join(' and ')}`],
    });
  });

  it('is seen when they shut Shipmate out', async () => {
    const { rule } = await close();
    byHand({ bypass: [] });

    expect((await look({ rule })).warnings).toEqual([expect.stringContaining('does not let Shipmate itself past')]);
  });

  it('is mended by closing again: what was taken away, and who was let past', async () => {
    const { rule } = await close();
    byHand({
      enforcement: 'disabled',
      include: [],
      bypass: [{ actor_type: 'Team', actor_id: 7, bypass_mode: 'always' }],
    });

    expect(await close({ rule })).toMatchObject({ closed: true, rule, bypass: ['Shipmate'] });
    await expect(mergeAs(ADMIN)).rejects.toThrow(EXPECTED);
  });

  it('is mended when they have deleted it: there is a new one', async () => {
    const { rule = 0 } = await close();
    here.github.world.rulesets.delete(rule);

    expect(await look({ rule })).toMatchObject({
      closed: false,
      warnings: [expect.stringContaining('has no ruleset')],
    });
    const proof = await close({ rule });
    expect(proof).toMatchObject({ closed: true });
    expect(proof.rule).not.toBe(rule);
    await expect(mergeAs(ADMIN)).rejects.toThrow(EXPECTED);
  });

  it('is not doubled by a Shipmate that lost the number: it is found by its name', async () => {
    const { rule } = await close();

    expect(await close({ context: 'release-freeze/2' })).toMatchObject({ closed: true, rule });
    expect(await look({ context: 'release-freeze/2' })).toMatchObject({ closed: true, rule });
  });
});

describe('a freeze by a lock', () => {
  it('lets nobody but Shipmate move the branch, whatever is said about a commit', async () => {
    expect(await close({ mode: 'lock' })).toMatchObject({ closed: true, bypass: ['Shipmate'] });
    await here.repository.gates.tell(head(), success);

    await expect(mergeAs(ADMIN)).rejects.toThrow('Cannot update this protected ref.');
    await expect(pushAs(ADMIN)).rejects.toThrow('Cannot update this protected ref.');
    expect(await mergeOurselves()).toEqual({ merged: expect.any(String) });
  });

  it('is over when it is lifted', async () => {
    const { rule } = await close({ mode: 'lock' });

    expect(await here.repository.guard.open(freeze({ mode: 'lock', rule }))).toMatchObject({ closed: false });
    await expect(mergeAs(SOMEBODY)).resolves.toEqual(expect.any(String));
  });
});

describe('a Shipmate that may not change rules', () => {
  it.each(['ruleset', 'lock'] as const)(
    'is told which right the mode %s needs, and which mode needs less',
    async (mode) => {
      here.github.rights.app.administration = 'read';
      const error = await close({ mode }).catch((thrown: unknown) => thrown);

      expect(error).toBeInstanceOf(UserError);
      expect(error).toMatchObject({
        code: 'github_right',
        message: expect.stringContaining('`Administration: write`'),
        fix: expect.stringContaining('`mode: status`'),
      });
      await expect(mergeAs(SOMEBODY)).resolves.toEqual(expect.any(String));
    },
  );

  it('does not claim to know who gets past a ruleset', async () => {
    const { rule } = await close();
    here.github.rights.app.administration = 'read';

    expect((await look({ rule })).warnings).toEqual([expect.stringContaining('does not tell Shipmate who gets past')]);
  });
});

describe('a freeze by statuses alone', () => {
  const requireContext = (...contexts: readonly string[]): void =>
    void here.github.world.protections.set('develop', { required_status_checks: { contexts } });

  it('holds where an administrator has made its context a required check', async () => {
    requireContext('release-freeze/1', 'test');

    expect(await close({ mode: 'status' })).toMatchObject({
      closed: true,
      warnings: [expect.stringContaining('until it is told')],
    });
    await expect(mergeAs(SOMEBODY)).rejects.toThrow(EXPECTED);
  });

  it('is only advice where nobody has, and says so loudly', async () => {
    expect(await close({ mode: 'status' })).toMatchObject({
      closed: false,
      warnings: [expect.stringMatching(/^THE FREEZE IS ONLY ADVICE: `develop` requires no check of a freeze/)],
    });
  });

  it('is only advice where another context is required', async () => {
    requireContext('release-freeze/0');

    expect((await look({ mode: 'status' })).warnings).toEqual([expect.stringContaining('requires `release-freeze/0`')]);
  });

  it('changes no rule', async () => {
    await close({ mode: 'status' });
    await here.repository.guard.open(freeze({ mode: 'status' }));

    expect(here.github.effects).toEqual([]);
  });
});

it('a freeze by word asks nothing of GitHub', async () => {
  expect(await close({ mode: 'announce' })).toEqual({ closed: false, bypass: [], warnings: [] });
  expect(here.github.calls).toEqual([]);
});

describe('a freeze with a token', () => {
  beforeEach(async () => {
    await here[Symbol.asyncDispose]();
    here = await connect({ as: 'token' });
  });

  it('holds, lets the owner of the token past, and says that its check can be forged', async () => {
    expect(await close()).toMatchObject({
      closed: true,
      bypass: ['Shipmate'],
      warnings: [expect.stringContaining('anybody who may write commit statuses can open it')],
    });

    await expect(mergeAs(ADMIN)).rejects.toThrow(EXPECTED);
    expect(await mergeOurselves()).toEqual({ merged: expect.any(String) });
  });
});
