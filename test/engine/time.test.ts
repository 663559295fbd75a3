import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { tellAway } from '../../src/engine/away.ts';
import { createClock } from '../../src/engine/clock.ts';
import { gate, HOUR, type Lab, type LabOptions, labPlaybook, MINUTE, MONDAY, openLab, soon } from '../support/lab.ts';

let lab: Lab;
afterEach(() => lab.close());

const at = (iso: string): number => Date.parse(iso);
const THURSDAY = at('2026-11-26T22:00:00Z');

async function openScheduled(
  opens: string,
  { phases = '- manual: Look', overlap = 'ask', ...options }: LabOptions & { phases?: string; overlap?: string } = {},
): Promise<void> {
  lab = await openLab({ phases, types: `weekly: { opens: '${opens}', bump: minor, overlap: ${overlap} }` }, options);
  await lab.engine.start();
  await lab.settle();
}

const opened = async (): Promise<readonly string[]> =>
  (await lab.store.history(99)).map(({ openedAt }) => new Date(openedAt).toISOString()).reverse();

const saidOf = async (part: string): Promise<readonly string[]> =>
  (await lab.said()).filter((text) => text.includes(part));

const finishOpen = async (): Promise<string> =>
  lab.answer('manual-look', { verb: 'done', by: 'Urosa', fields: { evidence: 'x' } });

describe('a schedule', () => {
  it('opens its release at its time, once', async () => {
    await openScheduled('Thu 17:00');
    expect(await lab.engine.releases.upcoming(9)).toEqual([{ playbook: 'lab', type: 'weekly', at: THURSDAY }]);
    await lab.jump(THURSDAY - 1);
    expect(await opened()).toEqual([]);
    await lab.jump(THURSDAY);
    await lab.engine.tick();
    expect(await opened()).toEqual(['2026-11-26T22:00:00.000Z']);
    expect(await lab.release('lab-1')).toMatchObject({ openedBy: null, version: '0.1.0', provisional: true });
    expect(await lab.engine.releases.upcoming(9)).toMatchObject([{ at: at('2026-12-03T22:00:00Z') }]);
  });

  it.each([
    ['02:30', 'the hour that is missing', '2026-03-08T07:00:00Z', 'Sun 02:30', '2026-03-07T12:00:00Z'],
    ['01:30', 'the hour that comes twice', '2026-11-01T05:30:00Z', 'Sun 01:30', '2026-10-31T12:00:00Z'],
  ])('at %s in %s fires once', async (time, _what, first, calendar, now) => {
    await openScheduled(calendar, { now: at(now), overlap: 'skip' });
    await lab.jump(at(first) - 1);
    expect(await opened()).toEqual([]);
    await lab.jump(at(first) + 3 * HOUR);
    expect(await opened()).toEqual([new Date(at(first)).toISOString()]);
    expect((await lab.said()).join()).toContain(time);
    expect(await saidOf(':calendar: *Lab*')).toEqual([]);
  });

  it('every half hour skips nothing where an hour is missing', async () => {
    await openScheduled('*/30 * * * *', { now: at('2026-03-08T05:45:00Z'), phases: '- announce: release-complete' });
    await lab.jump(at('2026-03-08T08:00:00Z'));
    expect(await opened()).toEqual([
      '2026-03-08T06:00:00.000Z',
      '2026-03-08T06:30:00.000Z',
      '2026-03-08T07:00:00.000Z',
      '2026-03-08T07:30:00.000Z',
      '2026-03-08T08:00:00.000Z',
    ]);
  });

  it('that a playbook loses is gone at the next start, and one that is broken keeps its row', async () => {
    await openScheduled('Thu 17:00');
    const rows = async () => (await lab.store.schedules()).map(({ calendar }) => calendar);
    lab.writePlaybook('playbook: lab\n');
    await lab.engine.start();
    expect(await rows()).toEqual(['Thu 17:00']);
    lab.writePlaybook(labPlaybook({ phases: '- manual: Look', types: 'weekly: { opens: Fri 09:00, bump: minor }' }));
    await lab.engine.start();
    expect(await rows()).toEqual(['Fri 09:00']);
    lab.writePlaybook(labPlaybook({ phases: '- manual: Look' }));
    await lab.engine.start();
    expect(await rows()).toEqual([]);
  });

  it('whose calendar was edited while it waited keeps to the new one', async () => {
    await openScheduled('Thu 17:00');
    lab.writePlaybook(labPlaybook({ phases: '- manual: Look', types: 'weekly: { opens: Fri 09:00, bump: minor }' }));
    await lab.jump(at('2026-11-28T00:00:00Z'));
    expect(await opened()).toEqual(['2026-11-27T14:00:00.000Z']);
    expect(await lab.engine.releases.upcoming(1)).toMatchObject([{ at: at('2026-12-04T14:00:00Z') }]);
  });

  it('of a playbook that is broken when it fires opens nothing, and fires again the next time', async () => {
    await openScheduled('Thu 17:00');
    lab.writePlaybook('playbook: lab\n');
    await lab.jump(THURSDAY);
    expect(await opened()).toEqual([]);
    lab.writePlaybook(labPlaybook({ phases: '- manual: Look', types: 'weekly: { opens: Thu 17:00, bump: minor }' }));
    await lab.jump(at('2026-12-03T22:00:00Z'));
    expect(await opened()).toEqual(['2026-12-03T22:00:00.000Z']);
  });

  it('that can not fire keeps no other from opening, nor what was opened from moving', async () => {
    let houses = Number.NEGATIVE_INFINITY;
    lab = await openLab(
      {
        phases: '- manual: Look',
        types:
          "weekly: { opens: 'Thu 17:00', bump: minor, overlap: skip }\nlate: { opens: 'Thu 17:01', bump: minor, overlap: skip }",
      },
      {
        around: (store) => ({
          ...store,
          withHouse(work) {
            houses += 1;
            return houses === 2 ? Promise.reject(new Error('disk I/O error')) : store.withHouse(work);
          },
        }),
      },
    );
    await lab.engine.start();
    await lab.settle();
    houses = 0;
    await lab.clock.set(THURSDAY + 2 * MINUTE);
    await lab.engine.tick();
    await lab.settle();
    expect(lab.problems.join()).toContain('a schedule could not fire');
    expect(await lab.steps('lab-1')).toEqual(['manual-look waiting']);
  });
});

describe('a schedule that fires while a release is open', () => {
  const SLOT = at('2026-12-03T22:00:00Z');
  const overlapping = async (overlap: string): Promise<void> => {
    await openScheduled('Thu 17:00', { overlap });
    await lab.jump(SLOT);
  };
  const decide = (choice: 'open' | 'skip', by = 'Urosa') =>
    lab.order({ order: 'slot', playbook: 'lab', type: 'weekly', slot: SLOT, choice }, by);

  it('asks the owner, who opens it as well, with its own slot', async () => {
    await overlapping('ask');
    expect(await opened()).toHaveLength(1);
    expect(await saidOf('Shall it open as well?')).toHaveLength(1);
    await expect(decide('open', 'Uquinn')).rejects.toMatchObject({ code: 'not_allowed' });
    expect(await decide('open')).toBe('lab-2 is open: Lab v0.2.0.');
    expect((await lab.release('lab-2')).plan.slot).toBe(SLOT);
    await expect(decide('open')).rejects.toMatchObject({ code: 'stale' });
  });

  it('asks the owner, who leaves it out', async () => {
    await overlapping('ask');
    expect(await decide('skip')).toBe('Left out: weekly of Lab.');
    await expect(decide('open')).rejects.toMatchObject({ code: 'stale' });
    expect(await opened()).toHaveLength(1);
  });

  it('with `wait` opens by itself when the other is done, said once', async () => {
    await overlapping('wait');
    await lab.pass(HOUR);
    expect(await saidOf('It opens by itself when that one is done.')).toHaveLength(1);
    expect(await opened()).toHaveLength(1);
    await finishOpen();
    await lab.engine.tick();
    expect(await opened()).toHaveLength(2);
    expect((await lab.release('lab-2')).plan.slot).toBe(SLOT);
    expect(await lab.engine.releases.upcoming(1)).toMatchObject([{ at: at('2026-12-10T22:00:00Z') }]);
  });

  it('with `skip` is left out, and said', async () => {
    await overlapping('skip');
    expect(await saidOf('It is left out.')).toHaveLength(1);
    await expect(decide('open')).rejects.toMatchObject({ code: 'stale' });
    expect(await opened()).toHaveLength(1);
  });

  it('is decided only where somebody was asked', async () => {
    await openScheduled('Thu 17:00');
    await expect(decide('open')).rejects.toMatchObject({ code: 'stale' });
    expect(await opened()).toEqual([]);
  });
});

describe('what was due while nobody was there', () => {
  it('opens late, in order, and says so', async () => {
    const folder = await leftBehind();
    await openScheduled('Thu 17:00', { folder, now: THURSDAY + 2 * HOUR });
    await lab.engine.tick();
    await lab.settle();
    expect(await opened()).toEqual(['2026-11-27T00:00:00.000Z']);
    expect((await lab.release('lab-1')).plan.slot).toBe(THURSDAY);
  });

  /** A file whose schedule waits for Thursday. */
  async function leftBehind(): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'shipmate-left-'));
    await openScheduled('Thu 17:00', { folder });
    await lab.close();
    return folder;
  }

  const PHASE = (policy: string) => `
    - phase: Ship
      at: Thu 17:00
      when-late: ${policy}
      steps:
        - manual: Look
        - deploy: production`;
  const away = { from: THURSDAY - HOUR, to: THURSDAY + HOUR };

  it.each([
    ['run', 'manual-look waiting', ''],
    ['skip', 'manual-look skipped', 'its time'],
    ['ask', 'manual-look waiting', 'while Shipmate was away. Shall it go on now?'],
  ])('is dealt with as `when-late: %s` says', async (policy, step, note) => {
    lab = await openLab({ phases: PHASE(policy) }, { away });
    const id = await lab.open();
    await lab.clock.set(THURSDAY + HOUR);
    await lab.pass(0);
    expect((await lab.steps(id))[0]).toBe(step);
    if (policy === 'ask') expect((await lab.step('manual-look')).note).toContain(note);
  });

  it('is told in the channel, with how long nobody was there', async () => {
    lab = await openLab({ phases: PHASE('run') }, { away });
    await lab.open();
    await lab.clock.set(THURSDAY + HOUR);
    await tellAway(lab.parts);
    await lab.settle();
    expect(await saidOf(':zzz: Shipmate was away for 2h')).toHaveLength(1);
  });

  it('is not late within five minutes', async () => {
    lab = await openLab({ phases: PHASE('skip') }, { away });
    const id = await lab.open();
    await lab.clock.set(THURSDAY + 5 * MINUTE);
    await lab.pass(0);
    expect((await lab.steps(id))[0]).toBe('manual-look waiting');
  });
});

describe('what earlier work pushed past its time', () => {
  const SLIPPED = `
    - phase: Prepare
      steps:
        - manual: Look
    - phase: Ship
      at: Thu 17:00
      budget: 1h
      steps:
        - deploy: production`;

  it.each([
    ['within the budget of its phase is deployed', HOUR - MINUTE, 'deploy-production done'],
    ['beyond the budget of its phase is asked about first', HOUR + MINUTE, 'deploy-production waiting'],
  ])('%s', async (_what, late, step) => {
    lab = await openLab({ phases: SLIPPED });
    const id = await lab.open();
    await lab.jump(THURSDAY + late);
    await finishOpen();
    expect((await lab.steps(id))[1]).toBe(step);
  });

  it('is deployed when the owner says so', async () => {
    lab = await openLab({ phases: SLIPPED });
    const id = await lab.open();
    await lab.jump(THURSDAY + 2 * HOUR);
    await finishOpen();
    expect((await lab.step('deploy-production')).ask?.question).toContain('the 1h planned for Ship are over');
    await lab.answer('deploy-production', { verb: '@go', by: 'Urosa' });
    expect((await lab.release(id)).status).toBe('finished');
  });
});

describe('a reminder', () => {
  const reminders = async () =>
    (await lab.db.selectFrom('outbox').selectAll().where('message', '=', 'late').execute()).map(
      ({ mentions }) => mentions,
    );

  it('goes to the owner, then the deputies, then the channel, while a step is overdue', async () => {
    lab = await openLab({ phases: '- sign-off: Tests\n  from: qa\n  owner: lead\n  due: 1h' });
    await lab.open();
    await lab.jump(MONDAY + HOUR - 1);
    expect(await reminders()).toEqual([]);
    await lab.jump(MONDAY + HOUR);
    expect(await reminders()).toEqual(['["lead"]']);
    await lab.jump(MONDAY + HOUR + 10 * MINUTE);
    expect(await reminders()).toEqual(['["lead"]', '["lead/deputies"]']);
    await lab.jump(MONDAY + 9 * HOUR);
    expect(await reminders()).toEqual(['["lead"]', '["lead/deputies"]', '[]']);
  });

  it('reaches everybody at once, and once, when a hold ends long after the deadline', async () => {
    lab = await openLab({ phases: '- sign-off: Tests\n  from: qa\n  owner: lead\n  due: 1h' });
    const release = await lab.open();
    await lab.order({ order: 'hold', release, reason: 'coffee' }, 'Urosa');
    await lab.jump(MONDAY + 9 * HOUR);
    expect(await reminders()).toEqual([]);
    await lab.order({ order: 'resume', release }, 'Urosa');
    expect(await reminders()).toEqual(['["lead","lead/deputies"]']);
  });

  it('is not sent for a step that was done in time', async () => {
    lab = await openLab({ phases: '- manual: Look\n  due: 1h\n- manual: Wait' });
    await lab.open();
    await finishOpen();
    await lab.jump(MONDAY + 9 * HOUR);
    expect(await reminders()).toEqual([]);
  });

  const BUDGET = `
    - phase: Testing
      budget: 30m-1h
      remind: [owner, qa after 5m]
      steps:
        - manual: Look
    - phase: Shipping
      at: Thu 17:00
      steps:
        - manual: Ship`;

  it('goes out when a phase takes longer than its budget, counted at the upper end', async () => {
    lab = await openLab({ phases: BUDGET });
    await lab.open();
    await lab.jump(MONDAY + HOUR - 1);
    expect(await reminders()).toEqual([]);
    await lab.jump(MONDAY + 9 * HOUR);
    expect(await reminders()).toEqual(['["lead"]', '["qa"]']);
  });

  it('is not sent for a phase that was done in its budget', async () => {
    lab = await openLab({ phases: BUDGET });
    await lab.open();
    await finishOpen();
    await lab.jump(MONDAY + 9 * HOUR);
    expect(await reminders()).toEqual([]);
  });
});

describe('whether anybody looks at what is due', () => {
  it('can be told by the time of the last look that came to its end', async () => {
    const { open, closed } = gate();
    let isStuck = false;
    lab = await openLab(
      { phases: '- manual: Look' },
      {
        around: (store) => ({
          ...store,
          async due(...times) {
            if (isStuck) await closed;
            return store.due(...times);
          },
        }),
      },
    );
    await lab.pass(MINUTE);
    const seen = lab.clock.machine();
    expect(lab.engine.lookedAt()).toBe(seen);
    isStuck = true;
    const stuck = lab.pass(MINUTE);
    await soon(() => lab.clock.machine() > seen);
    expect(lab.engine.lookedAt()).toBe(seen);
    open();
    await stuck;
    expect(lab.engine.lookedAt()).toBe(seen + MINUTE);
  });
});

describe('a jump', () => {
  it('goes through every due instant and settles each', async () => {
    lab = await openLab({
      phases: '- wait: 10m\n- check: calm\n  recheck: 7m\n- wait: 1h',
      more: 'checks: { calm: { lab: calm } }',
    });
    lab.world.checks.set('calm', 'fail');
    const id = await lab.open();
    await lab.jump(MONDAY + 10 * MINUTE + 21 * MINUTE);
    expect(lab.world.asked).toHaveLength(4);
    lab.world.checks.set('calm', 'pass');
    await lab.jump(MONDAY + 4 * HOUR);
    const facts = await lab.store.facts(id);
    const minutes = facts.filter(({ type }) => type === 'asked').map((fact) => (fact.at - MONDAY) / MINUTE);
    expect(minutes).toEqual([10, 17, 24, 31, 38]);
    expect((await lab.release(id)).endedAt).toBe(MONDAY + 98 * MINUTE);
  });

  it('stops where something outside is under way, which no clock makes faster', async () => {
    lab = await openLab({ phases: '- deploy: staging\n- wait: 1h' });
    lab.world.starts.push('lost');
    await lab.open();
    expect(await lab.jump(MONDAY + HOUR)).toContain('something outside is still under way');
    expect(lab.now()).toBe(MONDAY);
  });

  it('never goes back', async () => {
    lab = await openLab({ phases: '- manual: Look' });
    await lab.jump(MONDAY - HOUR);
    expect(lab.now()).toBe(MONDAY);
  });

  it('is still known after a restart', async () => {
    lab = await openLab({ phases: '- manual: Look' });
    await lab.jump(MONDAY + 5 * HOUR);
    const clock = await createClock(lab.store, lab.parts.clock.machine);
    expect(clock.now()).toBe(MONDAY + 5 * HOUR);
  });

  it('does not take a look that began before it for one of its own', async () => {
    const { open, closed } = gate();
    let looks = 0;
    lab = await openLab(
      { phases: '- wait: 10m\n- manual: Look' },
      {
        around: (store) => ({
          ...store,
          // The timer's look reads what is due before the jump, and comes to its end after it.
          async due(now, machine) {
            const due = await store.due(now, machine);
            looks += 1;
            if (looks === 2) await closed;
            return due;
          },
          async nextInstant(after) {
            void lab.engine.tick();
            await soon(() => looks === 2);
            return store.nextInstant(after);
          },
          async setNote(name, value) {
            await store.setNote(name, value);
            open();
          },
        }),
        now: 0,
      },
    );
    const id = await lab.open();
    const start = lab.now();
    looks = 0;
    await lab.jump(start + 10 * MINUTE);
    const begun = (await lab.store.facts(id)).find(({ type, step }) => type === 'step:began' && step === 'manual-look');
    expect(begun?.at).toBe(start + 10 * MINUTE);
  });
});
