import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../core/store.ts';
import type { JumpingClock } from './clock.ts';
import type { Engine } from './engine.ts';

export interface Jumped {
  readonly now: number;
  /** Why it stopped before the instant asked for. */
  readonly stopped?: string;
}

export interface JumpParts {
  readonly engine: Pick<Engine, 'tick' | 'settled'>;
  readonly clock: JumpingClock;
  readonly store: Pick<Store, 'nextInstant' | 'isPolling'>;
  /** How long something outside may keep a jump waiting, in machine milliseconds. */
  readonly patienceMs: number;
}

/**
 * Moves business time through every instant at which something is due, and lets each settle before the next, so that a
 * watch of ninety minutes sees its samples. What is outside takes its own time: a jump waits for it, and stops there
 * when it takes too long.
 */
export async function jump(to: number, parts: JumpParts): Promise<Jumped> {
  const { clock, store } = parts;
  for (;;) {
    // Before everything is settled: what comes due meanwhile, since the clock goes on, is no instant that was dealt with.
    const now = clock.now();
    if (!(await rests(parts))) {
      return { now: clock.now(), stopped: 'something outside is still under way, and no clock makes that faster' };
    }
    if (now >= to) return { now: clock.now() };
    const next = await store.nextInstant(now);
    await clock.set(Math.min(to, next ?? to));
  }
}

/** True when everything due at this instant has been dealt with. */
async function rests({ engine, clock, store, patienceMs }: JumpParts): Promise<boolean> {
  const until = clock.machine() + patienceMs;
  for (;;) {
    await engine.tick();
    await engine.settled();
    if (!(await store.isPolling())) return true;
    if (clock.machine() >= until) return false;
    await sleep(50);
  }
}
