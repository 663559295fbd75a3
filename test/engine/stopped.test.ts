import { afterEach, describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/core/errors.ts';
import { type Lab, MINUTE, MONDAY, openLab } from '../support/lab.ts';

let lab: Lab;
afterEach(() => lab.close());

const CALM = 'checks: { calm: { lab: calm } }';

/** A check that fails, and is asked again by itself every five minutes. */
async function openFailing(settings = ''): Promise<string> {
  lab = await openLab({ phases: `- deploy: staging\n- check: calm${settings}\n- deploy: production`, more: CALM });
  lab.world.checks.set('calm', 'fail');
  return lab.open();
}

const answer = (verb: string, by: string, fields: Record<string, string> = {}) =>
  lab.answer('check-calm', { verb, by, fields });

describe('a check that fails', () => {
  it('stops the release, says so, and says what can be done and by whom', async () => {
    const id = await openFailing();
    expect(await lab.steps(id)).toEqual(['deploy-staging done', 'check-calm stopped', 'deploy-production pending']);
    expect((await lab.said()).join()).toContain('did not pass: Calm: calm says fail');
    const { ask, note } = await lab.step('check-calm');
    expect(note).toBe('Calm: calm says fail');
    expect(ask?.answers.map(({ verb, label, of }) => [verb, label, of.join()])).toEqual([
      ['@retry', 'Try again', 'lead'],
      ['@retry-from', 'Again from: Deploy to staging', 'lead'],
      ['@skip', 'Skip', 'lead'],
    ]);
  });

  it('is asked again by itself after five minutes, and goes on when it passes', async () => {
    const id = await openFailing();
    lab.world.checks.set('calm', 'pass');
    await lab.jump(MONDAY + 5 * MINUTE - 1);
    expect(lab.world.asked).toHaveLength(1);
    await lab.jump(MONDAY + 5 * MINUTE);
    expect(lab.world.asked).toHaveLength(2);
    expect((await lab.release(id)).status).toBe('finished');
  });

  it('is not asked again by itself while the release is on hold', async () => {
    const id = await openFailing();
    await lab.order({ order: 'hold', release: id, reason: 'x' }, 'Urosa');
    await lab.jump(MONDAY + 60 * MINUTE);
    expect(lab.world.asked).toHaveLength(1);
  });

  it('is tried again at once when its owner says so', async () => {
    const id = await openFailing();
    await expect(answer('@retry', 'Uquinn')).rejects.toMatchObject({ code: 'not_allowed', people: ['Urosa', 'Ulee'] });
    lab.world.checks.set('calm', 'pass');
    await answer('@retry', 'Ulee');
    expect((await lab.release(id)).status).toBe('finished');
  });

  it('begins again from the deploy before it when its owner says so', async () => {
    await openFailing();
    lab.world.checks.set('calm', 'pass');
    await answer('@retry-from', 'Urosa');
    expect(lab.world.effects).toEqual(['staging 0.1.0', 'staging 0.1.0', 'production 0.1.0']);
  });

  it('is skipped with a reason, by those alone who may', async () => {
    const id = await openFailing();
    await expect(answer('@skip', 'Uquinn', { reason: 'x' })).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(answer('@skip', 'Urosa')).rejects.toMatchObject({ code: 'missing', field: 'reason' });
    await answer('@skip', 'Urosa', { reason: 'the check itself is broken' });
    expect((await lab.release(id)).status).toBe('finished');
    expect((await lab.release(id)).runs[0]?.steps[1]).toMatchObject({
      status: 'skipped',
      note: 'the check itself is broken',
    });
  });

  it('with `on-fail: continue` is written down, and the release goes on', async () => {
    const id = await openFailing('\n  on-fail: continue');
    expect((await lab.release(id)).status).toBe('finished');
    expect((await lab.release(id)).runs[0]?.steps[1]?.note).toBe('failed and went on: Calm: calm says fail');
  });

  it('does not hold up its siblings in a `parallel`', async () => {
    lab = await openLab({
      phases: '- parallel:\n    - check: calm\n    - deploy: staging\n- deploy: production',
      more: CALM,
    });
    lab.world.checks.set('calm', 'fail');
    const id = await lab.open();
    expect((await lab.steps(id)).slice(1)).toEqual([
      'check-calm stopped',
      'deploy-staging done',
      'deploy-production pending',
    ]);
    lab.world.checks.set('calm', 'pass');
    await lab.jump(MONDAY + 5 * MINUTE);
    expect(lab.world.effects).toEqual(['staging 0.1.0', 'production 0.1.0']);
  });
});

describe('what never goes through, with `on-fail: continue`,', () => {
  it.each([
    ['a read that fails eight times', 'peek: window', 'the window is dirty'],
    ['a read that is refused', 'peek: window', 'the window is bricked up'],
    ['an effect that is refused five times', 'deploy: production', 'the lab is closed'],
    ['what the step itself refuses', 'peek: wall', 'a wall has no window'],
  ])('holds nothing up: %s', async (_what, step, why) => {
    lab = await openLab({ phases: `- ${step}\n  on-fail: continue\n- deploy: staging` });
    if (why.endsWith('dirty')) lab.world.failingReads = 8;
    if (why.endsWith('up')) lab.world.readErrors.push(new UserError('bricked', why));
    if (step.startsWith('deploy')) lab.world.starts.push(...Array.from({ length: 5 }, () => 'refused' as const));
    const id = await lab.open();
    for (let tries = 0; tries < 8; tries++) await lab.pass(MINUTE);

    const { status, runs } = await lab.release(id);
    expect(status).toBe('finished');
    expect(runs[0]?.steps[0]).toMatchObject({ status: 'skipped', note: expect.stringContaining(why) });
    expect(lab.world.effects).toEqual(['staging 0.1.0']);
  });
});

describe('a check that nobody knows the outcome of', () => {
  it('is no pass: the owner is asked, and waives it with a reason', async () => {
    lab = await openLab({ phases: '- check: calm\n- deploy: production', more: CALM });
    lab.world.checks.set('calm', 'unknown');
    const id = await lab.open();
    expect(await lab.steps(id)).toEqual(['check-calm waiting', 'deploy-production pending']);
    await lab.answer('check-calm', { verb: 'waive', item: 'calm', by: 'Urosa', fields: { reason: 'I looked myself' } });
    expect((await lab.release(id)).status).toBe('finished');
  });
});

describe('a rejection', () => {
  const PHASES = `
    - announce: release-complete
    - deploy: staging
    - parallel:
        - sign-off: Texts
          from: qa
        - sign-off: Numbers
          from: lead
    - deploy: production`;

  it('voids what siblings signed, and waits for somebody who says that it is fixed', async () => {
    lab = await openLab({ phases: PHASES });
    const id = await lab.open();
    await lab.answer('sign-off-numbers', { verb: 'give', item: 'lead', by: 'Urosa' });
    await lab.answer('sign-off-texts', { verb: 'reject', item: 'qa', by: 'Uquinn', fields: { reason: 'a typo' } });
    expect(await lab.steps(id)).toEqual([
      'announce-release-complete done',
      'deploy-staging stopped',
      'parallel pending',
      'sign-off-texts pending',
      'sign-off-numbers pending',
      'deploy-production pending',
    ]);
    await lab.pass(MINUTE);
    expect(lab.world.effects).toEqual(['staging 0.1.0']);

    await lab.answer('deploy-staging', { verb: '@retry', by: 'Urosa' });
    expect(lab.world.effects).toEqual(['staging 0.1.0', 'staging 0.1.0']);
    expect(await lab.step('sign-off-numbers')).toMatchObject({ status: 'waiting', round: 2 });
    expect((await lab.said()).filter((text) => text.includes('RELEASE COMPLETE'))).toHaveLength(1);
  });

  it('asks no sibling again before the deploy is done again', async () => {
    lab = await openLab({ phases: PHASES });
    const id = await lab.open();
    await lab.answer('sign-off-texts', { verb: 'reject', item: 'qa', by: 'Uquinn', fields: { reason: 'a typo' } });
    expect((await lab.steps(id)).slice(1, 5)).toEqual([
      'deploy-staging stopped',
      'parallel pending',
      'sign-off-texts pending',
      'sign-off-numbers pending',
    ]);
  });
});

describe('a step that can not be read', () => {
  it('stops with a number that the log has, and others go on', async () => {
    lab = await openLab({
      phases: '- manual: Look\n- deploy: production',
      types: 'weekly: { bump: minor }\nhotfix: { urgent: true, bump: patch }',
    });
    const id = await lab.open();
    const { kinds } = lab.parts;
    const manual = kinds.get('manual');
    (kinds as Map<string, unknown>).delete('manual');
    lab.engine.poke(id);
    await lab.settle();
    expect(await lab.step('manual-look')).toMatchObject({
      status: 'stopped',
      note: expect.stringMatching(/fault here; it is in the log as \w{8}/),
    });
    expect(lab.problems.join()).toContain('this Shipmate has no step kind `manual`');
    expect(await lab.release(id)).toMatchObject({ status: 'open' });

    (kinds as Map<string, unknown>).set('manual', manual);
    await lab.answer('manual-look', { verb: '@retry', by: 'Urosa' });
    expect(await lab.step('manual-look')).toMatchObject({ status: 'waiting', round: 2 });
  });
});
