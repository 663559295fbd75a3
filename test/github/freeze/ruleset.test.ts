import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Connected, connect } from '../../support/sandbox-github.ts';
import { ADMIN, EXPECTED, freezeScene, SOMEBODY, success } from './freeze-scene.ts';

let here: Connected;
const { head, ours, close, open, mergeAs, pushAs, mergeOurselves } = freezeScene(() => here);

beforeEach(async () => {
  here = await connect();
});
afterEach(async () => {
  await here[Symbol.asyncDispose]();
});

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
    await open({ rule });
    await close({ context: 'release-freeze/2', rule });

    await expect(mergeAs(SOMEBODY)).rejects.toThrow('"release-freeze/2" is expected');
  });

  it('is over when it is lifted, and a second lifting does no harm', async () => {
    const { rule } = await close();
    for (const _time of [1, 2]) {
      expect(await open({ rule })).toMatchObject({ closed: false, warnings: [] });
    }

    expect(ours().enforcement).toBe('disabled');
    await expect(mergeAs(SOMEBODY)).resolves.toEqual(expect.any(String));
  });

  it('that is gone is lifted already', async () => {
    const { rule = 0 } = await close();
    here.github.world.rulesets.delete(rule);

    expect(await open({ rule })).toEqual({ closed: false, bypass: [], warnings: [] });
  });

  it('says in its name how a person lifts it', async () => {
    await close();

    expect(ours().name).toContain('set Enforcement to Disabled');
  });

  it('tells where a person finds it', async () => {
    expect(await close()).toMatchObject({ rule: ours().id, url: expect.stringContaining(`/rules/${ours().id}`) });
  });
});
