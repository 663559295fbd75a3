import { afterEach, describe, expect, it } from '@jest/globals';
import { type Lab, openLab } from '../support/lab.ts';

let lab: Lab;
afterEach(() => lab.close());

const QUIET = {
  phases: '- deploy: staging\n  when: quiet',
  more: 'checks: { calm: { lab: calm } }\nconditions: { quiet: { check: calm } }',
};

describe('a condition that a check answers', () => {
  it.each([
    ['pass', 'deploy-staging done', ['staging 0.1.0']],
    ['fail', 'deploy-staging skipped', []],
  ] as const)('that says %s', async (outcome, step, effects) => {
    lab = await openLab(QUIET);
    lab.world.checks.set('calm', outcome);
    const id = await lab.open();
    expect(await lab.steps(id)).toEqual([step]);
    expect(lab.world.effects).toEqual(effects);
    expect(lab.world.asked).toEqual(['calm']);
  });

  it.each([
    ['@yes', 'deploy-staging done'],
    ['@no', 'deploy-staging skipped'],
  ])('that nobody knows is asked of the owner, who says %s', async (verb, step) => {
    lab = await openLab(QUIET);
    lab.world.checks.set('calm', 'unknown');
    const id = await lab.open();
    expect(await lab.steps(id)).toEqual(['deploy-staging waiting']);
    await lab.answer('deploy-staging', { verb, by: 'Urosa' });
    expect(await lab.steps(id)).toEqual([step]);
    expect(lab.world.asked).toEqual(['calm']);
  });

  it('is asked anew in a new round', async () => {
    lab = await openLab({ ...QUIET, phases: `${QUIET.phases}\n- sign-off: All is well` });
    const id = await lab.open();
    await lab.order({ order: 'retry', release: id, step: 'sign-off-all-is-well', from: 'deploy-staging' }, 'Urosa');
    expect(lab.world.asked).toEqual(['calm', 'calm']);
  });
});

describe('a condition that a person answers', () => {
  const MAINTENANCE = `
    - phase: Maintenance
      when: noticed
      steps:
        - deploy: staging
        - deploy: production
          when: agreed`;
  const open = async (): Promise<string> => {
    lab = await openLab({
      phases: MAINTENANCE,
      more: 'conditions: { noticed: { ask: Will customers notice?, from: qa }, agreed: { ask: Did they agree?, from: lead } }',
    });
    return lab.open();
  };

  it('is asked once for all steps of its phase', async () => {
    const id = await open();
    await lab.answer('deploy-staging', { verb: '@yes', by: 'Uquinn' });
    expect((await lab.step('deploy-production')).ask?.question).toBe('Did they agree?');
    await lab.answer('deploy-production', { verb: '@yes', by: 'Urosa' });
    expect(await lab.steps(id)).toEqual(['deploy-staging done', 'deploy-production done']);
  });

  it('leaves the whole phase out when it does not hold, whatever its steps ask', async () => {
    const id = await open();
    await lab.answer('deploy-staging', { verb: '@no', by: 'Uquinn' });
    expect(await lab.steps(id)).toEqual(['deploy-staging skipped', 'deploy-production skipped']);
    expect(lab.world.effects).toEqual([]);
  });

  it('is not answered by others', async () => {
    await open();
    const answer = lab.answer('deploy-staging', { verb: '@yes', by: 'Urosa' });
    await expect(answer).rejects.toMatchObject({ code: 'not_allowed', people: ['Uquinn', 'Uiris'] });
  });
});
