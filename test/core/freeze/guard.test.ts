import { expect, it } from '@jest/globals';
import { type GuardView, guardInWords } from '../../../src/core/freeze/guard.ts';

const guard: GuardView = {
  mode: 'ruleset',
  state: 'closed',
  context: 'release-freeze/web-7-1',
  problem: '',
  bypass: [],
  warnings: [],
  url: null,
};

it.each<[GuardView | null, string]>([
  [null, 'announced only'],
  [guard, 'enforced by ruleset'],
  [{ ...guard, mode: 'lock' }, 'enforced by lock'],
  [{ ...guard, state: 'open' }, 'announced only'],
  [{ ...guard, state: 'closing', problem: '502' }, 'not enforced yet: 502'],
  [
    { ...guard, state: 'failed', problem: 'the App may not change rules' },
    'NOT enforced: the App may not change rules',
  ],
  [{ ...guard, state: 'undone', problem: 'it does not hold any more' }, 'NOT enforced: it does not hold any more'],
])('how a freeze is held is said in words', (view, words) => {
  expect(guardInWords(view)).toBe(words);
});
