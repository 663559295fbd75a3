import { describe, expect, it } from '@jest/globals';
import type { Line } from '../../src/core/playbook/playbook.ts';
import checklist from '../../src/steps/checklist.ts';
import { anAnswer, MINUTE, START, type ViewParts, viewFor } from '../support/step-view.ts';

const line = (key: string, by: Line['by'], more: Partial<Line> = {}): Line => ({
  key,
  text: `Line ${key}`,
  by,
  optional: false,
  only: [],
  except: [],
  ...more,
});
const role = (name: string) => ({ kind: 'role', name }) as const;

/** The spec as the language leaves it: every answerer is known to be a role, a check, a step or a message. */
function viewOf(lines: readonly Line[], parts: ViewParts = {}) {
  const view = viewFor(checklist, { value: 'Code freeze', lines: ['x'] }, parts);
  return { ...view, spec: { ...view.spec, lines } };
}

const ticked = (item: string) => ({ type: 'ticked', item, by: 'ULEE' });
const asked = (outcome: string, minute = 0) => ({ type: 'asked', check: 'ci', outcome, note: `ci ${outcome}`, minute });
const CI = line('ci', [{ kind: 'check', name: 'ci' }]);

describe('a checklist', () => {
  it.each<[string, readonly Line[], ViewParts, object]>([
    [
      'asks the role of each line',
      [line('a', [role('lead')]), line('b', [role('qa')])],
      {},
      { do: 'wait', why: 'open: Line a and Line b', ask: { of: ['lead', 'qa'], items: [{ key: 'a' }, { key: 'b' }] } },
    ],
    ['ends when all are ticked', [line('a', [role('lead')])], { facts: [ticked('a')] }, { do: 'finish' }],
    [
      'wants each of several to tick the same line',
      [line('a', [role('lead'), role('qa')])],
      { facts: [ticked('a/lead')] },
      {
        do: 'wait',
        ask: {
          items: [
            { key: 'a/lead', state: 'yes', by: 'ULEE' },
            { key: 'a/qa', state: 'open' },
          ],
        },
      },
    ],
    ['asks a check by itself', [CI], {}, { do: 'act', action: 'ask' }],
    ['ticks the line of a check that passes', [CI], { facts: [asked('pass')] }, { do: 'finish' }],
    [
      'keeps the line of a failing check open and asks again',
      [CI],
      { facts: [asked('fail')] },
      {
        do: 'wait',
        until: START + 5 * MINUTE,
        ask: { items: [{ state: 'no', note: 'ci fail' }], answers: [{ verb: 'again' }] },
      },
    ],
    ['asks a failing check again after its pause', [CI], { facts: [asked('fail')], minute: 5 }, { do: 'act' }],
    [
      'asks its owner about a check that nobody knows',
      [CI],
      { facts: [asked('unknown')] },
      { ask: { of: ['qa'], answers: [{ verb: 'waive', item: 'ci', of: ['qa'] }, { verb: 'again' }] } },
    ],
    [
      'ticks the line of a step that has ended',
      [line('s', [{ kind: 'step', name: 'freeze' }])],
      { more: { steps: [{ id: 'freeze', parent: null, title: 'Freeze', status: 'done' }] } },
      { do: 'finish' },
    ],
    [
      'waits for a step that has not',
      [line('s', [{ kind: 'step', name: 'freeze' }])],
      { more: { steps: [{ id: 'freeze', parent: null, title: 'Freeze', status: 'waiting' }] } },
      { do: 'wait' },
    ],
    [
      'ticks the line of a message that was sent',
      [line('m', [{ kind: 'message', name: 'hi' }])],
      { more: { said: ['hi'] } },
      { do: 'finish' },
    ],
    [
      'looks again for a message that was not',
      [line('m', [{ kind: 'message', name: 'hi' }])],
      {},
      { do: 'wait', until: START + MINUTE },
    ],
    [
      'takes "does not apply" for an optional line',
      [line('a', [role('lead')], { optional: true })],
      { facts: [{ type: 'not-applicable', item: 'a' }] },
      { do: 'finish' },
    ],
    ['leaves out the lines of other types', [line('a', [role('lead')], { except: ['weekly'] })], {}, { do: 'finish' }],
    [
      'begins a new round when somebody says no, with who and why',
      [line('a', [role('lead')])],
      { facts: [{ type: 'refused', item: 'a', reason: 'two are missing', by: 'ULEE' }] },
      { do: 'fail', refused: true, reason: '@ULEE said no to "Line a": two are missing' },
    ],
  ])('%s', (_fact, lines, parts, move) => {
    expect(checklist.next(viewOf(lines, parts))).toMatchObject(move);
  });

  it('offers "does not apply" only where the line is optional', () => {
    const verbs = (optional: boolean) => {
      const move = checklist.next(viewOf([line('a', [role('lead')], { optional })]));
      return move.do === 'wait' ? move.ask?.answers.map(({ verb }) => verb) : [];
    };

    expect(verbs(false)).toEqual(['tick', 'refuse']);
    expect(verbs(true)).toEqual(['tick', 'not-apply', 'refuse']);
  });

  it('refuses a tick on what is ticked already', () => {
    const view = viewOf([line('a', [role('lead')])], { facts: [ticked('a')] });

    expect(() => checklist.hear?.(anAnswer('tick', { item: 'a' }), view)).toThrow('not open any more');
  });

  it('refuses a waiver for a failing check', () => {
    const view = viewOf([CI], { facts: [asked('fail')] });

    expect(() => checklist.hear?.(anAnswer('waive', { item: 'ci' }), view)).toThrow('not unknown');
  });
});
