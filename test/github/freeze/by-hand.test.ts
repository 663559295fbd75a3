import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Connected, connect } from '../../support/sandbox-github.ts';
import { ADMIN, EXPECTED, freezeScene } from './freeze-scene.ts';

let here: Connected;
const { ours, close, look, mergeAs, byHand } = freezeScene(() => here);

beforeEach(async () => {
  here = await connect();
});
afterEach(async () => {
  await here[Symbol.asyncDispose]();
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
