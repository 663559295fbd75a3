import { afterEach, describe, expect, it } from '@jest/globals';
import { lookAt, perform } from '../../src/engine/perform.ts';
import { gate, type Lab, labPlaybook, openLab, SECOND, soon } from '../support/lab.ts';

let lab: Lab;
afterEach(() => lab.close());

/** A deploy is given up after 15 s, and looked at 5 s later. */
const SETTLED = 20 * SECOND;
const LOOK = 'manual-look';

const rollBack = (release: string, version: string) =>
  lab.order(
    { order: 'rollback', release, version, reason: 'errors', impact: '', database: false, choice: 'roll-back' },
    'Uigor',
  );

async function intentOf(release: string) {
  const [intent] = (await lab.store.read(release))?.intents ?? [];
  if (!intent) throw new Error(`${release} has no open intent`);
  const { id, run, step, round, action } = intent;
  return { release, run, step, round, action, intent: id };
}

/** A deploy whose intent is written down, and whose call has not been made. */
async function openBeforeCall() {
  lab = await openLab({ phases: '- deploy: production' });
  await lab.open();
  lab.world.starts.push('nothing');
  const id = await lab.open();
  expect(lab.world.effects).toEqual(['production 0.1.0']);
  return intentOf(id);
}

describe('an effect that was written down and not yet begun', () => {
  it('is not begun when a rollback came in between', async () => {
    const wanted = await openBeforeCall();
    await rollBack(wanted.release, '0.1.0');
    await perform(wanted, lab.parts);
    lab.engine.poke(wanted.release);
    await lab.settle();
    expect(lab.world.effects).toEqual(['production 0.1.0', 'production 0.1.0']);
    expect((await lab.release(wanted.release)).status).toBe('rolled-back');
  });

  it('is not begun when a hold came in between, and is when the hold is over', async () => {
    const wanted = await openBeforeCall();
    await lab.order({ order: 'hold', release: wanted.release, reason: 'look first' }, 'Udevon');
    await perform(wanted, lab.parts);
    await lab.pass(60 * SECOND);
    expect(lab.world.effects).toEqual(['production 0.1.0']);
    await lab.order({ order: 'resume', release: wanted.release }, 'Udevon');
    expect(lab.world.effects).toEqual(['production 0.1.0', 'production 0.2.0']);
  });
});

describe('an effect that this version knows no way to look for', () => {
  it('is asked of its owner, once', async () => {
    const wanted = await openBeforeCall();
    const kinds = lab.parts.kinds as Map<string, unknown>;
    const deploy = kinds.get('deploy');
    kinds.delete('deploy');
    lab.wait(SETTLED);
    await lookAt(wanted, lab.parts);
    await lookAt(wanted, lab.parts);
    kinds.set('deploy', deploy);
    expect((await lab.release(wanted.release)).unsure).toMatchObject([{ why: expect.stringContaining('no way') }]);
    await lab.settle();
    expect((await lab.said()).filter((text) => text.startsWith(':question:'))).toHaveLength(1);
  });
});

describe('an effect that nobody knows the end of', () => {
  it('of an older round, when it is skipped, leaves the step of this round to be done', async () => {
    lab = await openLab({ phases: '- manual: Look\n- deploy: staging' });
    const id = await lab.open();
    const done = { verb: 'done', by: 'Urosa', fields: { evidence: 'x' } };
    lab.world.starts.push('nothing');
    lab.world.looks.push({ unsure: 'no list' });
    await lab.answer(LOOK, done);
    await lab.order({ order: 'retry', release: id, step: 'deploy-staging', from: LOOK }, 'Urosa');
    await lab.pass(SETTLED);
    const { intent = '' } = (await lab.release(id)).unsure[0] ?? {};
    await lab.order({ order: 'settle', release: id, intent, outcome: 'skip' }, 'Urosa');
    expect(await lab.steps(id)).toEqual(['manual-look waiting', 'deploy-staging pending']);
    await lab.answer(LOOK, done);
    expect(lab.world.effects).toEqual(['staging 0.1.0']);
  });

  it('is answered by the commander, too, once a rollback waits for it, and not before', async () => {
    lab = await openLab({ phases: '- deploy: production' });
    await lab.open();
    lab.world.starts.push('nothing');
    lab.world.looks.push({ unsure: 'no list' });
    const id = await lab.open();
    await lab.pass(SETTLED);
    const { intent = '' } = (await lab.release(id)).unsure[0] ?? {};
    const settle = () => lab.order({ order: 'settle', release: id, intent, outcome: 'did-not' }, 'Uigor');
    await expect(settle()).rejects.toMatchObject({ code: 'not_allowed' });
    await rollBack(id, '0.1.0');
    expect((await lab.release(id)).unsure).toMatchObject([{ of: ['lead', 'lead', 'commander'] }]);
    await settle();
    expect((await lab.release(id)).status).toBe('rolled-back');
  });

  it('leaves a way back when it is skipped: it may have been done', async () => {
    lab = await openLab({ phases: '- deploy: production\n- manual: Look' });
    await lab.open();
    await lab.answer(LOOK, { verb: 'done', by: 'Urosa', fields: { evidence: 'x' } });
    lab.world.starts.push('lost');
    lab.world.looks.push({ unsure: 'no list' });
    const id = await lab.open();
    await lab.pass(SETTLED);
    const { intent = '' } = (await lab.release(id)).unsure[0] ?? {};
    await lab.order({ order: 'settle', release: id, intent, outcome: 'skip' }, 'Urosa');
    await rollBack(id, '0.1.0');
    expect(lab.world.effects.at(-1)).toBe('production 0.1.0');
  });
});

describe('skipping a `parallel`', () => {
  const skip = (id: string) => lab.order({ order: 'skip', release: id, step: 'parallel', reason: 'x' }, 'Urosa');

  it('does not skip a step in it that is never skipped', async () => {
    lab = await openLab({ phases: '- parallel:\n    - manual: Look\n    - deploy: staging\n      at: Fri 09:00' });
    await expect(skip(await lab.open())).rejects.toMatchObject({
      code: 'not_allowed',
      message: expect.stringContaining('Deploy to staging, which is never skipped'),
    });
  });

  it('waits for what is under way in it', async () => {
    lab = await openLab({ phases: '- parallel:\n    - manual: Look\n    - deploy: staging\n      skip: lead' });
    const { open, closed } = gate();
    lab.world.starts.push(closed);
    const opening = lab.open();
    await soon(() => lab.world.effects.length > 0);
    const { releases } = lab.engine;
    const order = { order: 'skip', release: 'lab-1', step: 'parallel', reason: 'x' } as const;
    await expect(releases.submit(order, { by: 'Urosa', via: 'slack', key: 'k' })).rejects.toMatchObject({
      code: 'unsettled',
    });
    open();
    await opening;
    await skip('lab-1');
    expect((await lab.release('lab-1')).status).toBe('finished');
  });
});

describe('a rollback that came to a stop', () => {
  it('gives way to another one, to another version', async () => {
    const rollback = `rollback:
  decided-by: [commander]
  steps:
    - deploy: production
      id: go-back
      version: previous
    - check: smoke
`;
    lab = await openLab({ phases: '- deploy: production', more: 'checks: { smoke: { lab: smoke } }', rollback });
    await lab.open();
    await lab.open();
    const id = await lab.open();
    lab.world.checks.set('smoke', 'fail');
    await rollBack(id, '0.2.0');
    expect(await lab.steps(id, 'rollback-1')).toEqual(['go-back done', 'check-smoke stopped']);
    lab.world.checks.set('smoke', 'pass');
    await rollBack(id, '0.1.0');
    expect(lab.world.effects.slice(3)).toEqual(['production 0.2.0', 'production 0.1.0']);
    const { runs, status } = await lab.release(id);
    expect(status).toBe('rolled-back');
    expect(runs.map((run) => `${run.id} ${run.status}`)).toEqual([
      'main finished',
      'rollback-1 cancelled',
      'rollback-2 finished',
    ]);
  });
});

describe('a deploy that waits for its window', () => {
  it('has touched nothing: its release is cancelled, and there is nothing to roll back', async () => {
    const playbook = labPlaybook({ phases: '- deploy: production' });
    const closed = "production: { lab: production, window: { allow: ['Fri 13:00-17:00'] } }";
    lab = await openLab(playbook.replace('production: { lab: production }', closed));
    const id = await lab.open();
    expect(await lab.steps(id)).toEqual(['deploy-production waiting']);
    await expect(rollBack(id, '0.0.1')).rejects.toMatchObject({ code: 'not_deployed' });
    await expect(lab.engine.releases.rollbackForm(id)).rejects.toMatchObject({ code: 'not_deployed' });
    await lab.order({ order: 'cancel', release: id, reason: 'not today' }, 'Urosa');
    expect((await lab.release(id)).status).toBe('cancelled');
    expect(lab.world.effects).toEqual([]);
  });
});
