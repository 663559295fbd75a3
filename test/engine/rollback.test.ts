import { afterEach, describe, expect, it } from '@jest/globals';
import type { OrderOf } from '../../src/core/release/order.ts';
import { gate, HOUR, type Lab, MINUTE, MONDAY, openLab, SECOND, soon } from '../support/lab.ts';

let lab: Lab;
afterEach(() => lab.close());

const SHIP = `
  - deploy: production
  - check: smoke
    on-fail: rollback
  - sign-off: Verified
    from: qa`;
const PREPARED = `- manual: Prepare\n  id: prepare\n${SHIP.replaceAll('\n  ', '\n')}`;
const SMOKE = 'checks: { smoke: { lab: smoke } }';

/** A first release that is done, so that there is a version to go back to. */
async function withOneShipped(phases = SHIP, more = SMOKE): Promise<void> {
  lab = await openLab({ phases, more, types: 'weekly: { bump: minor }\nhotfix: { bump: patch, urgent: true }' });
  await lab.open();
  await verified();
}

const verified = (): Promise<string> => lab.answer('sign-off-verified', { verb: 'give', item: 'qa', by: 'Uquinn' });

const rollBack = (release: string, more: Partial<OrderOf<'rollback'>> = {}, by = 'Uigor'): Promise<string> =>
  lab.order(
    {
      order: 'rollback',
      release,
      version: '0.1.0',
      reason: 'errors everywhere',
      impact: 'nobody can log in',
      database: false,
      choice: 'roll-back',
      ...more,
    },
    by,
  );

describe('a rollback that the playbook decides', () => {
  it('begins by itself when a step fails, and goes back to what was live before', async () => {
    await withOneShipped();
    lab.world.checks.set('smoke', 'fail');
    const id = await lab.open();
    expect((await lab.release(id)).status).toBe('rolled-back');
    expect(lab.world.effects).toEqual(['production 0.1.0', 'production 0.2.0', 'production 0.1.0']);
    expect(await lab.steps(id, 'rollback-1')).toEqual(['go-back done']);
    expect((await lab.said()).find((text) => text.includes('ROLLBACK'))).toContain('smoke says fail');
  });

  it('does not begin where nothing was ever proven: the step stops instead', async () => {
    lab = await openLab({ phases: SHIP, more: SMOKE });
    lab.world.checks.set('smoke', 'fail');
    const id = await lab.open();
    expect(await lab.steps(id)).toEqual(['deploy-production done', 'check-smoke stopped', 'sign-off-verified pending']);
  });
});

const WITH_DATABASE = `rollback:
  decided-by: [commander]
  steps:
    - manual: Restore the backup
      id: restore
      when: database-migrated
    - deploy: production
      version: previous
      id: go-back`;

describe('the steps of a rollback for the database', () => {
  const shipTwice = async (): Promise<string> => {
    lab = await openLab({ phases: SHIP, more: SMOKE, rollback: WITH_DATABASE });
    await lab.open();
    await verified();
    return lab.open();
  };

  it.each([
    [true, ['restore waiting', 'go-back pending']],
    [false, ['restore skipped', 'go-back done']],
  ])('follow what the commander said: %s', async (database, steps) => {
    const id = await shipTwice();
    await rollBack(id, { database });
    expect(await lab.steps(id, 'rollback-1')).toEqual(steps);
  });

  it.each([
    ['@yes', ['restore waiting', 'go-back pending']],
    ['@no', ['restore skipped', 'go-back done']],
  ])('are asked about when the playbook decided: %s', async (verb, steps) => {
    lab = await openLab({ phases: SHIP, more: SMOKE, rollback: WITH_DATABASE });
    await lab.open();
    await verified();
    lab.world.checks.set('smoke', 'fail');
    const id = await lab.open();
    expect(await lab.steps(id, 'rollback-1')).toEqual(['restore waiting', 'go-back pending']);
    await lab.answer('restore', { verb, by: 'Uigor', run: 'rollback-1' });
    expect(await lab.steps(id, 'rollback-1')).toEqual(steps);
  });
});

describe('a rollback that the commander decides', () => {
  it.each(['Uigor', 'Umia'])('is begun by %s', async (who) => {
    await withOneShipped();
    const id = await lab.open();
    expect(await rollBack(id, {}, who)).toBe('lab-2 goes back to 0.1.0.');
    expect((await lab.release(id)).status).toBe('rolled-back');
    expect((await lab.release(id)).runs.map(({ id: run, status }) => `${run} ${status}`)).toEqual([
      'main cancelled',
      'rollback-1 finished',
    ]);
  });

  it('is not begun by the owner of the playbook, who hears who may', async () => {
    await withOneShipped();
    const id = await lab.open();
    await expect(rollBack(id, {}, 'Urosa')).rejects.toMatchObject({ code: 'not_allowed', people: ['Uigor', 'Umia'] });
    expect((await lab.release(id)).runs).toHaveLength(1);
  });

  it('in the middle of a deploy waits until that deploy is settled', async () => {
    await withOneShipped();
    const { open, closed } = gate();
    lab.world.starts.push(closed);
    const opening = lab.open();
    await soon(() => lab.world.effects.length === 2);
    const order = rollBack('lab-2');
    await soon(async () => (await lab.release('lab-2')).runs.length === 2);
    expect((await lab.release('lab-2')).runs.map(({ status }) => status)).toEqual(['suspended', 'running']);
    expect(await lab.steps('lab-2', 'rollback-1')).toEqual(['go-back pending']);
    expect(lab.world.effects).toEqual(['production 0.1.0', 'production 0.2.0']);
    open();
    await Promise.all([opening, order]);
    expect(lab.world.effects).toEqual(['production 0.1.0', 'production 0.2.0', 'production 0.1.0']);
    expect(await lab.facts('lab-2')).toContain('deploy-production/1 started');
    expect((await lab.release('lab-2')).status).toBe('rolled-back');
  });

  it('waits for the answer of a person when nobody knows what became of the deploy', async () => {
    await withOneShipped();
    lab.world.starts.push('lost');
    lab.world.looks.push({ unsure: 'no list' });
    await lab.open();
    await rollBack('lab-2');
    await lab.pass(20 * SECOND);
    expect(await lab.steps('lab-2', 'rollback-1')).toEqual(['go-back pending']);
    const { intent = '' } = (await lab.release('lab-2')).unsure[0] ?? {};
    await lab.order({ order: 'settle', release: 'lab-2', intent, outcome: 'did-not' }, 'Urosa');
    expect((await lab.release('lab-2')).status).toBe('rolled-back');
    expect(lab.world.effects).toEqual(['production 0.1.0', 'production 0.2.0', 'production 0.1.0']);
  });

  it('goes back after the release was finished and while the next one is under way', async () => {
    lab = await openLab({ phases: PREPARED, more: SMOKE });
    for (const _release of ['lab-1', 'lab-2']) {
      await lab.open();
      await lab.answer('prepare', { verb: 'done', by: 'Urosa', fields: { evidence: 'x' } });
      await verified();
    }
    await lab.open();
    await rollBack('lab-2');
    expect((await lab.release('lab-2')).status).toBe('rolled-back');
    expect((await lab.release('lab-3')).status).toBe('open');
    expect(lab.world.effects.at(-1)).toBe('production 0.1.0');
  });

  it('is refused when a newer release is live: that is the one to roll back', async () => {
    await withOneShipped();
    await lab.open();
    await verified();
    await lab.open();
    await expect(rollBack('lab-2')).rejects.toMatchObject({ code: 'not_live', fix: 'Roll `lab-3` back instead.' });
    expect(lab.world.effects.at(-1)).toBe('production 0.3.0');
  });

  it('can be decided against, which is written down', async () => {
    await withOneShipped();
    const id = await lab.open();
    expect(await rollBack(id, { choice: 'fix-forward' })).toBe('Recorded: lab-2 is fixed forward, not rolled back.');
    expect(await lab.facts(id)).toContain('rollback:declined');
    expect((await lab.release(id)).runs).toHaveLength(1);
  });

  it('stays possible after a round began again above the deploy', async () => {
    lab = await openLab({ phases: PREPARED, more: SMOKE });
    await lab.open();
    await lab.answer('prepare', { verb: 'done', by: 'Urosa', fields: { evidence: 'x' } });
    await verified();
    const id = await lab.open();
    await lab.answer('prepare', { verb: 'done', by: 'Urosa', fields: { evidence: 'x' } });
    await lab.order({ order: 'retry', release: id, step: 'sign-off-verified', from: 'prepare' }, 'Urosa');
    expect((await lab.steps(id))[1]).toBe('deploy-production pending');
    const cancel = lab.order({ order: 'cancel', release: id, reason: 'enough' }, 'Urosa');
    await expect(cancel).rejects.toMatchObject({ code: 'deployed' });
    await rollBack(id);
    expect(lab.world.effects.at(-1)).toBe('production 0.1.0');
  });

  it.each([
    ['a version that was never live', { version: '9.9.9' }, 'not_proven'],
    ['the version that is to be left', { version: '0.2.0' }, 'not_proven'],
  ])('never leads to %s', async (_what, order, code) => {
    await withOneShipped();
    const id = await lab.open();
    await expect(rollBack(id, order)).rejects.toMatchObject({ code, field: 'version', fix: 'Proven: 0.1.0.' });
  });

  it('is refused where nothing is deployed yet, and told what helps instead', async () => {
    lab = await openLab({ phases: '- manual: Look\n- deploy: production' });
    const id = await lab.open();
    await expect(rollBack(id)).rejects.toMatchObject({
      code: 'not_deployed',
      fix: '`/release cancel lab-1 <reason>` stops it.',
    });
  });

  it('is begun once by two commanders at the same moment', async () => {
    await withOneShipped();
    await lab.open();
    const both = await Promise.allSettled([rollBack('lab-2'), rollBack('lab-2', {}, 'Umia')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await lab.release('lab-2')).runs).toHaveLength(2);
    expect(lab.world.effects.filter((effect) => effect === 'production 0.1.0')).toHaveLength(2);
  });

  it('ends a hold, since it must not be slowed', async () => {
    await withOneShipped();
    const id = await lab.open();
    await lab.order({ order: 'hold', release: id, reason: 'look first' }, 'Udevon');
    await rollBack(id);
    expect(await lab.release(id)).toMatchObject({ status: 'rolled-back', hold: null });
  });
});

describe('after a rollback', () => {
  it('nothing of the run that was left waits for anything', async () => {
    const peeking = '- deploy: production\n- peek: window\n- sign-off: Verified\n  from: qa';
    await withOneShipped(peeking, '');
    lab.world.failingReads = 1;
    const id = await lab.open();
    expect(await lab.store.isPolling()).toBe(true);
    await rollBack(id);
    expect(await lab.store.isPolling()).toBe(false);
    await lab.pass(HOUR);
    expect(await lab.store.due(lab.now(), Number.MAX_SAFE_INTEGER)).toEqual([]);
    expect(lab.world.reads).toBe(2);
  });

  it('a deploy of the run that was left, and that never happened, is not waited for either', async () => {
    await withOneShipped();
    lab.world.starts.push('nothing');
    const id = await lab.open();
    await rollBack(id);
    await lab.pass(20 * SECOND);
    expect((await lab.release(id)).status).toBe('rolled-back');
    expect(await lab.facts(id)).toContain('deploy-production/1 effect:did-not');
    expect(await lab.store.isPolling()).toBe(false);
    expect(lab.world.effects).toEqual(['production 0.1.0', 'production 0.1.0']);
  });

  it('nothing of the run that was left is asked or answered any more', async () => {
    await withOneShipped();
    const id = await lab.open();
    const { round } = await lab.step('sign-off-verified');
    await rollBack(id);
    const click = lab.order(
      {
        order: 'answer',
        release: id,
        run: 'main',
        step: 'sign-off-verified',
        round,
        verb: 'give',
        item: 'qa',
        fields: {},
      },
      'Uquinn',
    );
    await expect(click).rejects.toMatchObject({ code: 'stale', message: expect.stringContaining('rolled-back') });
  });

  it('its version is not started again, and the next computed one is higher', async () => {
    await withOneShipped();
    await rollBack(await lab.open());
    const again = lab.order({ order: 'start', playbook: 'lab', version: 'v0.2.0', criteria: [] }, 'Urosa');
    await expect(again).rejects.toMatchObject({ code: 'refused_version', field: 'version' });
    expect((await lab.release(await lab.open())).version).toBe('0.3.0');
  });

  it('a release that carries its version does not deploy it', async () => {
    await withOneShipped(`- manual: Prepare\n  id: prepare\n  except: weekly\n${SHIP.replaceAll('\n  ', '\n')}`);
    const id = await lab.open();
    await verified();
    await lab.order({ order: 'start', playbook: 'lab', type: 'hotfix', version: '0.2.0', criteria: [] }, 'Urosa');
    await rollBack(id);
    await lab.answer('prepare', { verb: 'done', by: 'Urosa', fields: { evidence: 'x' } });
    expect((await lab.step('deploy-production')).note).toContain('was rolled back before');
    expect(lab.world.effects.at(-1)).toBe('production 0.1.0');
  });

  it('its form offers nothing that was rolled back', async () => {
    await withOneShipped();
    await lab.open();
    await verified();
    await rollBack('lab-2');
    const third = await lab.open();
    const form = await lab.engine.releases.rollbackForm(third);
    expect(form).toMatchObject({
      running: '0.3.0',
      decidedBy: ['commander'],
      plan: ['Deploy the previous version to production'],
    });
    expect(form.versions.map(({ version }) => version)).toEqual(['0.1.0']);
  });
});

describe('a freeze', () => {
  const FROZEN = `- freeze: start\n${SHIP.replaceAll('\n  ', '\n')}`;
  const FREEZE = `${SMOKE}\nfreeze: { branches: [work], mode: announce }`;
  const frozen = async (): Promise<readonly string[]> =>
    (await lab.store.freezes()).map(({ branch, holder }) => `${branch} ${holder}`);

  it('outlives a rollback until somebody lifts it, and the owner is told', async () => {
    await withOneShipped(FROZEN, FREEZE);
    await lab.order({ order: 'thaw', playbook: 'lab', reason: 'done' }, 'Urosa');
    const id = await lab.open();
    await rollBack(id);
    expect(await frozen()).toEqual(['develop lab-2']);
    const told = (await lab.said()).filter((text) => text.includes('`develop` is still closed for lab-2'));
    expect(told).toHaveLength(1);
    await lab.order({ order: 'thaw', playbook: 'lab', reason: 'fixed' }, 'Urosa');
    expect(await frozen()).toEqual([]);
    expect((await lab.facts('house')).at(-1)).toBe('freeze:lifted');
  });

  it('outlives a cancelled release, and the owner is told', async () => {
    lab = await openLab({
      phases: '- freeze: start\n- manual: Look',
      more: 'freeze: { branches: [work], mode: announce }',
    });
    const id = await lab.open();
    await lab.order({ order: 'cancel', release: id, reason: 'no time' }, 'Urosa');
    expect(await frozen()).toEqual(['develop lab-1']);
    expect((await lab.said()).at(-1)).toContain('`develop` is still closed.');
  });

  it('that `freeze: end` lifts is only this release’s own', async () => {
    lab = await openLab({
      phases: '- freeze: start\n- manual: Look\n- freeze: end',
      more: 'freeze: { branches: [work], mode: announce }',
    });
    await lab.order({ order: 'freeze', playbook: 'lab', reason: 'holidays' }, 'Udevon');
    await lab.open();
    expect(await frozen()).toEqual(['develop @Udevon', 'develop lab-1']);
    await lab.answer('manual-look', { verb: 'done', by: 'Urosa', fields: { evidence: 'x' } });
    expect(await frozen()).toEqual(['develop @Udevon']);
  });

  it('is lifted only where there is one, by those who may', async () => {
    lab = await openLab({ phases: '- manual: Look', more: 'freeze: { branches: [work], mode: announce }' });
    const thaw = (by: string) => lab.order({ order: 'thaw', playbook: 'lab', reason: 'x' }, by);
    await expect(thaw('Urosa')).rejects.toMatchObject({ code: 'stale' });
    await expect(thaw('Uquinn')).rejects.toMatchObject({ code: 'not_allowed' });
  });
});

describe('a follow-up', () => {
  const FOLLOW_UPS = `${SMOKE}
follow-ups:
  - task: Review
    due: 2h
  - task: Post-mortem
    after: rollback
    due: 1d 10:00
    owner: commander`;

  it('is told once when it is due, and ticked off by its owner', async () => {
    await withOneShipped(SHIP, FOLLOW_UPS);
    expect(await lab.jump(MONDAY + 2 * HOUR - MINUTE)).toBeUndefined();
    expect((await lab.said()).join()).not.toContain('Review');
    await lab.jump(MONDAY + 9 * HOUR);
    expect((await lab.said()).filter((text) => text.includes('Review'))).toHaveLength(1);

    const done = (by: string) => lab.order({ order: 'follow-up', release: 'lab-1', id: 1 }, by);
    await expect(done('Uquinn')).rejects.toMatchObject({ code: 'not_allowed' });
    expect(await done('Urosa')).toBe('Done: Review.');
    await expect(done('Urosa')).rejects.toMatchObject({ code: 'stale' });
    expect((await lab.release('lab-1')).followUps).toMatchObject([{ title: 'Review', doneBy: 'Urosa' }]);
  });

  it('of a rollback is not that of a release', async () => {
    await withOneShipped(SHIP, FOLLOW_UPS);
    const id = await lab.open();
    await rollBack(id);
    const { followUps } = await lab.release(id);
    expect(followUps).toMatchObject([
      { title: 'Post-mortem', owner: 'commander', dueAt: Date.parse('2026-11-24T15:00:00Z'), doneAt: null },
    ]);
  });
});
