import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { parseDuration } from '../core/time/duration.ts';
import { resolveAt } from '../core/time/moment.ts';
import { toInstant } from '../core/time/zone.ts';

/** The zone of the process that the sandbox plays. */
export const ZONE = 'America/New_York';
/** A jump over weeks of due instants takes a while. */
const JUMP_MS = 10 * 60_000;
const LOOK_MS = 250;

const Reading = z.object({ now: z.number(), machine: z.number().optional() });
const Jumped = z.object({ now: z.number(), stopped: z.string().optional() });
export type Jumped = z.output<typeof Jumped>;

/** The business clock of the bot, as last read from it. */
export interface BotClock {
  /** Business time in milliseconds; goes on by itself between two readings. */
  now(): number;
  /** Reads the clock; keeps the last reading while the bot does not answer. */
  refresh(): Promise<void>;
  /** Takes business time to this instant; the bot settles everything that falls due on the way. */
  jump(to: number): Promise<Jumped>;
}

export function createBotClock(botUrl: string, machine: () => number): BotClock {
  let offset = 0;
  const address = `${botUrl}/sandbox/clock`;

  async function refresh(): Promise<void> {
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(1000) });
      if (response.ok) offset = Reading.parse(await response.json()).now - machine();
    } catch {
      // A bot that was just killed has no clock; the next reading comes soon.
    }
  }

  return {
    now: () => Math.round(machine() + offset),
    refresh,
    async jump(to) {
      const arrived = new AbortController();
      const watching = watch(refresh, arrived.signal);
      try {
        const response = await fetch(address, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ to }),
          signal: AbortSignal.timeout(JUMP_MS),
        });
        const text = await response.text();
        if (!response.ok) throw new Error(`the bot refused the jump with ${response.status}: ${text}`);
        return Jumped.parse(JSON.parse(text));
      } finally {
        arrived.abort();
        await watching;
        await refresh();
      }
    },
  };
}

/** Follows the clock while it jumps, so that the page can show it run. */
async function watch(refresh: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await refresh();
    await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** `Thu 17:00`, `2026-03-05T17:00` (both in the sandbox's zone) or `15m`, from this instant on. */
export function readInstant(text: string, now: number): number {
  const elapsed = parseDuration(text);
  if (elapsed !== undefined) return now + elapsed;
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return toInstant(text, ZONE).at;
  return resolveAt(text, ZONE, now + 60_000).at;
}
