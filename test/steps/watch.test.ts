import { describe, expect, it } from '@jest/globals';
import { readLimit } from '../../src/core/playbook/limit.ts';
import type { Limit, Rollback, Trigger } from '../../src/core/playbook/playbook.ts';
import watch from '../../src/steps/watch.ts';
import { anAnswer, aTarget, MINUTE, START, type ViewParts, viewFor } from '../support/step-view.ts';

const SPEC = { value: 'production', for: '30m', every: '1m' };

function limit(text: string): Limit {
  const found = readLimit(text);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

const trigger = (more: Partial<Trigger>): Trigger => ({
  key: 'errors',
  text: 'Errors are over normal',
  by: [],
  holdsMs: 0,
  ...more,
});
const ERRORS = { kind: 'limit', limit: limit('error-rate > 5x baseline') } as const;
const AUTO = trigger({ by: [ERRORS], autoMs: 2 * MINUTE });

const rollback = (...triggers: Trigger[]): Rollback => ({ decidedBy: ['commander'], triggers, phases: [] });
const baselines = { production: { latency: 40, 'error-rate': 0.01 } };

/** One look a minute, from `from` on: good ones, or bad ones in which nothing answers. */
const looks = (count: number, { from = 0, ok = true, ms = 40 } = {}) =>
  Array.from({ length: count }, (_, index) => ({
    minute: from + index,
    body: { what: 'probe', shots: [ok ? { ok, ms } : { ok }], note: '' },
  }));
const checked = (minute: number, outcome: string) => ({
  minute,
  body: { what: 'check', check: 'rows', outcome, note: `rows ${outcome}` },
});

const withLimits = (...limits: (Limit | { check: string })[]) => ({ targets: { production: aTarget({ limits }) } });
const SLOW = withLimits(limit('latency < 100ms'));

function move(parts: ViewParts, spec: object = SPEC) {
  return watch.next(viewFor(watch, spec, { ...parts, release: { baselines, ...parts.release } }));
}

describe('a watch', () => {
  it.each<[string, ViewParts, object]>([
    ['looks at once', {}, { do: 'act', action: 'probe' }],
    ['rests until the next look', { samples: looks(1), minute: 0.5 }, { do: 'wait', until: START + MINUTE }],
    ['looks again when it is time', { samples: looks(1), minute: 1 }, { do: 'act', action: 'probe' }],
    [
      'ends after its time, and says what it saw',
      { samples: looks(31), minute: 30 },
      {
        do: 'finish',
        note: 'watched production for 30m in 31 looks, error-rate 0%, latency 40 ms',
        output: { target: 'production', latency: 40, 'error-rate': 0, downtime: 0 },
      },
    ],
    [
      'lets anyone report a problem at any time',
      { samples: looks(1), minute: 0.5 },
      { ask: { of: [], answers: [{ verb: 'report', of: ['anyone'], fields: [{ name: 'reason' }] }] } },
    ],
    [
      'tells a time in which nobody looked, and does not make it up',
      { samples: looks(5), minute: 14 },
      { do: 'record', fact: { type: 'gap', from: START + 4 * MINUTE, to: START + 14 * MINUTE } },
    ],
    [
      'ends with its gap told',
      {
        samples: [...looks(5), ...looks(17, { from: 14 })],
        facts: [{ type: 'gap', from: START + 4 * MINUTE, to: START + 14 * MINUTE, minute: 14 }],
        minute: 30,
      },
      { do: 'finish', note: expect.stringContaining('nobody looked for 10m') },
    ],
    [
      'that saw less than half of its time proves nothing',
      {
        samples: [...looks(5), ...looks(1, { from: 30 })],
        facts: [{ type: 'gap', from: START + 4 * MINUTE, to: START + 30 * MINUTE, minute: 30 }],
        minute: 30.5,
      },
      { do: 'wait', why: 'Too little was seen: nobody looked for 26m of 30m' },
    ],
    [
      'counts the time without any good answer as downtime',
      { samples: [...looks(29), ...looks(2, { from: 29, ok: false })], minute: 30.5 },
      { do: 'finish', output: { downtime: 1.5 * MINUTE } },
    ],
  ])('%s', (_fact, parts, expected) => {
    expect(move(parts)).toMatchObject(expected);
  });
});

describe('a broken limit', () => {
  const broken: ViewParts = {
    playbook: { ...SLOW, rollback: rollback() },
    samples: looks(3, { ms: 200 }),
    minute: 2.5,
  };
  const kept = { type: 'kept', problems: ['production: latency < 100ms'], reason: 'a batch runs', minute: 2.5 };

  it.each<[string, ViewParts, object]>([
    [
      'calls the owner and those who decide about rollbacks',
      broken,
      {
        do: 'wait',
        until: START + 3 * MINUTE,
        ask: {
          of: ['qa', 'commander'],
          items: [{ title: 'latency < 100ms', state: 'no', note: 'latency is 200 ms, the limit is latency < 100ms' }],
          answers: [
            { verb: 'roll-back', of: ['commander'] },
            { verb: 'keep', of: ['qa', 'commander'] },
            { verb: 'report' },
          ],
        },
      },
    ],
    [
      'is let go by whoever decides to go on',
      { ...broken, facts: [kept], minute: 2.6 },
      { do: 'wait', ask: { of: [] } },
    ],
    [
      'calls again when it was good in between',
      {
        ...broken,
        facts: [kept],
        samples: [...looks(3, { ms: 200 }), ...looks(8, { from: 3 }), ...looks(8, { from: 11, ms: 200 })],
        minute: 18.5,
      },
      { ask: { of: ['qa', 'commander'] } },
    ],
    [
      'keeps the watch open beyond its time',
      { ...broken, samples: looks(31, { ms: 200 }), minute: 30 },
      { do: 'wait' },
    ],
    [
      'lets it end when somebody went on, with the reason',
      { ...broken, samples: looks(31, { ms: 200 }), facts: [kept], minute: 30 },
      { do: 'finish', note: expect.stringContaining('kept in spite of problems: a batch runs') },
    ],
    [
      'rolls back when it is decided',
      { ...broken, facts: [{ type: 'decided', reason: 'too slow', by: 'UIGOR' }] },
      { do: 'fail', rollback: true, reason: '@UIGOR decided to roll back: too slow' },
    ],
    [
      'offers no rollback while a rollback runs',
      { ...broken, release: { run: 'rollback' } },
      { ask: { answers: [{ verb: 'keep', of: ['qa'] }, { verb: 'report' }] } },
    ],
  ])('%s', (_fact, parts, expected) => {
    expect(move(parts)).toMatchObject(expected);
  });
});

describe('what nobody can tell', () => {
  const spec = { playbook: { ...withLimits(limit('latency < 1.5x baseline')), rollback: rollback() } };

  it.each<[string, ViewParts, object]>([
    ['is not asked after one look', { samples: looks(1), minute: 0.5 }, { ask: { of: [] } }],
    [
      'is asked after two: an unknown baseline is no pass',
      { samples: looks(2), minute: 1.5 },
      { ask: { of: ['qa', 'commander'], items: [{ state: 'unknown' }] } },
    ],
  ])('%s', (_fact, parts, expected) => {
    expect(move({ ...spec, ...parts, release: { baselines: {} } })).toMatchObject(expected);
  });
});

describe('a trigger', () => {
  const counting = { type: 'counting', trigger: 'errors', endsAt: START + 12 * MINUTE, note: '', minute: 10 };
  const auto = { rollback: rollback(AUTO) };
  const bad = (count: number, from = 10) => looks(count, { from, ok: false });

  it.each<[string, ViewParts, object]>([
    [
      'with auto begins a countdown',
      { playbook: auto, samples: [...looks(10), ...bad(1)], minute: 10 },
      { do: 'record', fact: { type: 'counting', trigger: 'errors', endsAt: START + 12 * MINUTE } },
    ],
    [
      'shows the countdown with a way to stop it',
      { playbook: auto, facts: [counting], samples: [...looks(10), ...bad(2)], minute: 11.5 },
      {
        do: 'wait',
        until: START + 12 * MINUTE,
        ask: {
          of: ['qa', 'commander'],
          answers: [{ verb: 'stop-countdown', item: 'errors', of: ['qa', 'commander'] }, {}],
        },
      },
    ],
    [
      'rolls back at the end of it',
      { playbook: auto, facts: [counting], samples: [...looks(10), ...bad(3)], minute: 12 },
      { do: 'fail', rollback: true, reason: expect.stringContaining('Errors are over normal') },
    ],
    [
      'looks once more before it does',
      { playbook: auto, facts: [counting], samples: [...looks(10), ...bad(1)], minute: 12 },
      { do: 'act', action: 'probe' },
    ],
    [
      'does not roll back for one bad look that is over',
      { playbook: auto, facts: [counting], samples: [...looks(10), ...bad(1), ...looks(1, { from: 11 })], minute: 11 },
      { do: 'record', fact: { type: 'recovered', trigger: 'errors' } },
    ],
    [
      'does not count that same look a second time',
      {
        playbook: auto,
        facts: [counting, { type: 'recovered', trigger: 'errors', minute: 11 }],
        samples: [...looks(10), ...bad(1), ...looks(2, { from: 11 })],
        minute: 12.5,
      },
      { do: 'wait', ask: { of: [] } },
    ],
    [
      'stays when somebody stopped the countdown',
      {
        playbook: auto,
        facts: [counting, { type: 'stopped-counting', trigger: 'errors', reason: 'a test', minute: 11.2 }],
        samples: [...looks(10), ...bad(3)],
        minute: 12.5,
      },
      { do: 'wait', ask: { of: [] } },
    ],
    [
      'counts anew when it was good in between',
      {
        playbook: auto,
        facts: [counting, { type: 'stopped-counting', trigger: 'errors', reason: 'a test', minute: 10.2 }],
        samples: [...looks(10), ...bad(1), ...looks(9, { from: 11 }), ...bad(1, 20)],
        minute: 20,
      },
      { do: 'record', fact: { type: 'counting' } },
    ],
    [
      'waits until it has held for long enough',
      {
        playbook: { rollback: rollback({ ...AUTO, holdsMs: 3 * MINUTE }) },
        samples: [...looks(10), ...bad(3)],
        minute: 12.5,
      },
      { do: 'wait', ask: { of: [] } },
    ],
    [
      'counts when it has',
      {
        playbook: { rollback: rollback({ ...AUTO, holdsMs: 3 * MINUTE }) },
        samples: [...looks(10), ...bad(4)],
        minute: 13.5,
      },
      { do: 'record', fact: { type: 'counting' } },
    ],
    [
      'does not take a time in which nobody looked for one in which it held',
      {
        playbook: { rollback: rollback({ ...AUTO, holdsMs: 10 * MINUTE }) },
        samples: [...looks(5), ...bad(1, 5), ...bad(1, 16)],
        minute: 16.5,
      },
      { do: 'wait', ask: { of: [] } },
    ],
    [
      'without auto asks',
      { playbook: { rollback: rollback(trigger({ by: [ERRORS] })) }, samples: [...looks(10), ...bad(1)], minute: 10.5 },
      { ask: { of: ['qa', 'commander'], items: [{ title: 'Errors are over normal', state: 'no' }] } },
    ],
    [
      'does not roll back a rollback',
      { playbook: auto, release: { run: 'rollback' }, samples: [...looks(10), ...bad(1)], minute: 10.5 },
      { do: 'wait', ask: { answers: [{ verb: 'keep' }, { verb: 'report' }] } },
    ],
  ])('%s', (_fact, parts, expected) => {
    expect(move(parts)).toMatchObject(expected);
  });

  it('that is a check is asked every five minutes, and trips when it fails', () => {
    const playbook = { rollback: rollback(trigger({ by: [{ kind: 'check', name: 'rows' }] })) };

    expect(move({ playbook, samples: looks(1) })).toMatchObject({ do: 'act', action: 'ask' });
    expect(move({ playbook, samples: [...looks(5), checked(0, 'pass')], minute: 4.5 })).toMatchObject({
      ask: { of: [] },
    });
    expect(move({ playbook, samples: [...looks(6), checked(0, 'pass')], minute: 5 })).toMatchObject({ action: 'ask' });
    expect(move({ playbook, samples: [...looks(1), checked(0, 'fail')], minute: 0.5 })).toMatchObject({
      ask: { items: [{ note: 'rows fail' }] },
    });
  });

  it('of a person is a kind of problem that can be chosen in a report', () => {
    const playbook = { rollback: rollback(trigger({ by: [{ kind: 'role', name: 'anyone' }] })) };

    expect(move({ playbook, samples: looks(1), minute: 0.5 })).toMatchObject({
      ask: {
        answers: [
          { fields: [{ name: 'reason' }, { name: 'trigger', kind: 'choice', options: [{ value: 'errors' }] }] },
        ],
      },
    });
  });
});

describe('people', () => {
  const reported = { type: 'reported', reason: 'login hangs', by: 'UDANA', minute: 1 };
  const active = { ...SPEC, active: '10m' };

  it('who report a problem are heard by those who decide', () => {
    expect(
      move({ facts: [reported], samples: looks(2), minute: 1.5, playbook: { rollback: rollback() } }),
    ).toMatchObject({
      do: 'wait',
      ask: { of: ['qa', 'commander'], items: [{ title: '@UDANA reports a problem', note: 'login hangs' }] },
    });
  });

  it('have to be there where the playbook says so, for the whole of that time', () => {
    const here = { type: 'here', by: 'UQUINN', minute: 25 };

    expect(move({ samples: looks(31), minute: 30 }, active)).toMatchObject({
      do: 'wait',
      ask: { of: ['qa'], answers: [{ verb: 'here' }, {}] },
    });
    expect(move({ samples: looks(31), facts: [here], minute: 30 }, active)).toMatchObject({ do: 'wait' });
    expect(move({ samples: looks(36), facts: [here], minute: 35 }, active)).toMatchObject({ do: 'finish' });
  });

  it.each([
    ['here', {}, { type: 'here' }],
    ['report', { reason: 'slow', trigger: 'errors' }, { type: 'reported', reason: 'slow', trigger: 'errors' }],
    ['roll-back', { reason: 'slow' }, { type: 'decided', reason: 'slow' }],
    ['keep', { reason: 'known' }, { type: 'kept', problems: ['report-1'], reason: 'known' }],
  ])('are heard: %s', (verb, fields, fact) => {
    const view = viewFor(watch, SPEC, { facts: [reported], samples: looks(2), minute: 1.5 });

    expect(watch.hear?.(anAnswer(verb, { fields }), view)).toEqual(fact);
  });

  it.each([['keep'], ['stop-countdown']])('are told when it is too late for %s', (verb) => {
    const view = viewFor(watch, SPEC, { samples: looks(2), minute: 1.5 });

    expect(() => watch.hear?.(anAnswer(verb, { item: 'errors' }), view)).toThrow('over by now');
  });
});
