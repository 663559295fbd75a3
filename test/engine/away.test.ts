import { expect, it } from '@jest/globals';
import { away, keepAwake } from '../../src/engine/away.ts';
import { recordingLog } from '../support/quiet.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A restart after so long, with the business clock so far ahead before and after. */
async function restart({ down, before, after }: { down: number; before: number; after: number }) {
  const notes = new Map<string, string>();
  const store = {
    note: async (name: string) => notes.get(name),
    setNote: async (name: string, value: string) => void notes.set(name, value),
  };
  const seen = 1_000_000;
  keepAwake(store, { machine: () => seen, now: () => seen + before }, recordingLog())();
  return away(store, { machine: () => seen + down, now: () => seen + down + after });
}

it.each([
  ['a short restart is nothing special', { down: MINUTE, before: 0, after: 0 }, {}],
  ['a jump of the clock right before a restart is no absence', { down: MINUTE, before: 0, after: DAY }, {}],
  [
    'an absence of an hour is told, in business time',
    { down: 60 * MINUTE, before: DAY, after: DAY },
    { away: { from: 1_000_000 + DAY, to: 1_000_000 + DAY + 60 * MINUTE } },
  ],
])('%s', async (_what, times, expected) => {
  expect(await restart(times)).toEqual(expected);
});
