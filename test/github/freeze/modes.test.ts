import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UserError } from '../../../src/core/errors.ts';
import { type Connected, connect } from '../../support/sandbox-github.ts';
import { ADMIN, EXPECTED, freezeScene, SOMEBODY, success } from './freeze-scene.ts';

let here: Connected;
const { head, close, open, look, mergeAs, pushAs, mergeOurselves } = freezeScene(() => here);

beforeEach(async () => {
  here = await connect();
});
afterEach(async () => {
  await here[Symbol.asyncDispose]();
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

    expect(await open({ mode: 'lock', rule })).toMatchObject({ closed: false });
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
    await open({ mode: 'status' });

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
