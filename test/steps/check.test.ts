import { describe, expect, it } from '@jest/globals';
import type { CheckDefinition } from '../../src/core/playbook/playbook.ts';
import check from '../../src/steps/check.ts';
import { anAnswer, MINUTE, START, type ViewParts, viewFor } from '../support/step-view.ts';

const SPEC = { value: ['smoke', 'load'] };
const asked = (name: string, outcome: 'pass' | 'fail' | 'unknown', minute = 0) => ({
  type: 'asked',
  check: name,
  outcome,
  note: `${name} ${outcome}`,
  minute,
});
const optional = (name: string): CheckDefinition => ({ name, kind: 'run', title: name, settings: {}, optional: true });
const waived = { type: 'waived', check: 'load', reason: 'the tool is down', by: 'ULEE', minute: 1 };

describe('a check step', () => {
  it.each<[string, object, ViewParts, object]>([
    ['asks the first one', SPEC, {}, { do: 'act', action: 'ask' }],
    ['asks the next one, also after a failure', SPEC, { facts: [asked('smoke', 'fail')] }, { do: 'act' }],
    [
      'ends when all pass, and reports them',
      SPEC,
      { facts: [asked('smoke', 'pass'), asked('load', 'pass')] },
      { do: 'finish', note: '2 of 2 passed', output: { smoke: 'pass', load: 'pass' } },
    ],
    [
      'fails when one fails, so that on-fail decides',
      SPEC,
      { facts: [asked('smoke', 'fail'), asked('load', 'pass')], minute: 1 },
      { do: 'fail', reason: 'smoke: smoke fail', refused: false },
    ],
    [
      'waits for the next try before the last one has failed',
      { value: 'smoke', tries: 2, recheck: '1m' },
      { facts: [asked('smoke', 'fail')] },
      { do: 'wait', until: START + MINUTE },
    ],
    [
      'tries again when its pause is over',
      { value: 'smoke', tries: 2, recheck: '1m' },
      { facts: [asked('smoke', 'fail')], minute: 1 },
      { do: 'act' },
    ],
    [
      'fails after its last try',
      { value: 'smoke', tries: 2, recheck: '1m' },
      { facts: [asked('smoke', 'fail'), asked('smoke', 'fail', 1)], minute: 1 },
      { do: 'fail' },
    ],
    [
      'asks the owner about what nobody knows; unknown is not a pass',
      SPEC,
      { facts: [asked('smoke', 'pass'), asked('load', 'unknown')] },
      {
        do: 'wait',
        until: START + 5 * MINUTE,
        ask: { of: ['qa'], answers: [{ verb: 'waive', item: 'load' }, { verb: 'again' }] },
      },
    ],
    [
      'asks again by itself what nobody knows',
      SPEC,
      { facts: [asked('smoke', 'pass'), asked('load', 'unknown')], minute: 5 },
      { do: 'act' },
    ],
    [
      'goes on with a waiver, and says so',
      SPEC,
      { facts: [asked('smoke', 'pass'), asked('load', 'unknown'), waived], minute: 1 },
      { do: 'finish', note: '1 of 2 passed; load: unknown, waived: the tool is down' },
    ],
    [
      'asks at once when a person wants it',
      SPEC,
      { facts: [asked('smoke', 'pass'), asked('load', 'unknown'), { type: 'again' }] },
      { do: 'act' },
    ],
    [
      'is not held up by an optional one, and reports it',
      SPEC,
      {
        facts: [asked('smoke', 'pass'), asked('load', 'fail')],
        minute: 9,
        playbook: { checks: { load: optional('load') } },
      },
      { do: 'finish', note: '1 of 2 passed; load: load fail' },
    ],
  ])('%s', (_fact, spec, parts, move) => {
    expect(check.next(viewFor(check, spec, parts))).toMatchObject(move);
  });

  it('takes a reason for going on without an answer', () => {
    const view = viewFor(check, SPEC, { facts: [asked('load', 'unknown')] });

    expect(check.hear?.(anAnswer('waive', { item: 'load', fields: { reason: 'seen by hand' } }), view)).toEqual({
      type: 'waived',
      check: 'load',
      reason: 'seen by hand',
    });
  });

  it.each([['fail'], ['pass']] as const)('refuses a waiver for a check with the outcome %s', (outcome) => {
    const view = viewFor(check, SPEC, { facts: [asked('load', outcome)] });

    expect(() => check.hear?.(anAnswer('waive', { item: 'load' }), view)).toThrow('not unknown any more');
  });

  it('asks the check that is due and keeps its evidence', async () => {
    const names: string[] = [];
    const view = viewFor(check, SPEC, { facts: [asked('smoke', 'pass')] });
    const result = {
      outcome: 'fail' as const,
      note: 'p95 is 900 ms',
      evidence: ['GET / 900 ms'],
      measures: { p95: 900 },
    };
    const tools = {
      check: async (name: string) => {
        names.push(name);
        return result;
      },
    };

    const found = await check.actions?.ask.perform({ ...view, key: 'k', signal: AbortSignal.abort(), tools } as never);

    expect(names).toEqual(['load']);
    expect(found).toEqual({ fact: { type: 'asked', check: 'load', ...result } });
  });
});
