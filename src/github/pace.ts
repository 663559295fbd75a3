import { setTimeout as sleep } from 'node:timers/promises';

/** Lets callers through one by one in the order in which they came, at least so many milliseconds apart. */
export function createPace(gapMs: number, machine: () => number): () => Promise<void> {
  let next = 0;
  return async () => {
    const now = machine();
    const turn = Math.max(now, next);
    next = turn + gapMs;
    if (turn > now) await sleep(turn - now, undefined, { ref: false });
  };
}
