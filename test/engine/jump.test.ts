import { expect, it } from '@jest/globals';
import { jump } from '../../src/engine/jump.ts';

it('what comes due while an instant is settled is dealt with, and not jumped over', async () => {
  let now = 1_000;
  /** The clock goes on: 5 ms pass with every look. */
  const instants = [1_003, 2_000];
  const dealtWith = new Map<number, number>();
  const clock = {
    now: () => now,
    machine: () => now,
    set: async (to: number) => {
      now = Math.max(now, to);
    },
  };
  const tick = async (): Promise<void> => {
    for (const at of instants) if (at <= now && !dealtWith.has(at)) dealtWith.set(at, now);
    now += 5;
  };
  const store = {
    nextInstant: async (after: number) => instants.find((at) => at > after && !dealtWith.has(at)),
    isPolling: async () => false,
  };

  const { stopped } = await jump(9_000, { engine: { tick, settled: async () => {} }, clock, store, patienceMs: 0 });

  expect(stopped).toBeUndefined();
  expect([...dealtWith]).toEqual([
    [1_003, 1_005],
    [2_000, 2_000],
  ]);
});

it('each instant is dealt with at its own time', async () => {
  let now = 0;
  const seen: number[] = [];
  const clock = {
    now: () => now,
    machine: () => 0,
    set: async (to: number) => {
      now = to;
    },
  };
  const tick = async (): Promise<void> => void seen.push(now);
  const store = {
    nextInstant: async (after: number) => [10, 20].find((at) => at > after),
    isPolling: async () => false,
  };

  expect(await jump(25, { engine: { tick, settled: async () => {} }, clock, store, patienceMs: 0 })).toEqual({
    now: 25,
  });
  expect(seen).toEqual([0, 10, 20, 25]);
});
