import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, json, send } from './http.ts';

/**
 * What can go wrong with a call.
 * - `drop`: the connection breaks before anything is done. `silent`: nothing is done and nothing is answered.
 * - `lose-answer`: it is done, then the connection breaks. `hang`: it is done, and nothing is ever answered.
 * - `late`: the connection breaks at once, and it is done `ms` later. `delay`: done and answered `ms` later.
 * - `error`: HTTP `status` (500), nothing done. `rate-limit`: 429 with Retry-After `seconds` (1).
 * - `duplicate`: the other way round: what the stand-in delivers arrives twice.
 */
export const FAULTS = [
  'drop',
  'silent',
  'lose-answer',
  'hang',
  'late',
  'delay',
  'error',
  'rate-limit',
  'duplicate',
] as const;

export interface Fault {
  /** The name of a call (`chat.postMessage`, `deploy`, `envelope`), a beginning (`chat.*`), or `*`. */
  readonly on: string;
  readonly do: (typeof FAULTS)[number];
  /** How many calls it hits; 1 when absent. */
  readonly times?: number;
  /** Of a call that it could hit; 1 when absent. */
  readonly chance?: number;
  readonly ms?: number;
  readonly status?: number;
  readonly seconds?: number;
}

export interface Faults {
  /** Returns what takes it away again. */
  add(fault: Fault): () => void;
  /** The fault that hits this call, counted as used. */
  take(name: string): Fault | undefined;
  active(): readonly Fault[];
  clear(): void;
}

export function createFaults(random: () => number): Faults {
  let standing: { readonly fault: Fault; left: number }[] = [];

  return {
    add(fault) {
      const entry = { fault, left: fault.times ?? 1 };
      standing.push(entry);
      return () => {
        standing = standing.filter((other) => other !== entry);
      };
    },
    take(name) {
      const hit = standing.find(({ fault }) => matches(fault.on, name) && random() < (fault.chance ?? 1));
      if (!hit) return undefined;
      hit.left -= 1;
      standing = standing.filter(({ left }) => left > 0);
      return hit.fault;
    },
    active: () => standing.map(({ fault, left }) => ({ ...fault, times: left })),
    clear() {
      standing = [];
    },
  };
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

/** Answers a call the way the fault wants it. `carryOut` is called at most once, perhaps after the caller has gone. */
export async function answerThrough(
  fault: Fault | undefined,
  response: ServerResponse,
  { carryOut, signal }: { readonly carryOut: () => Promise<Answer>; readonly signal: AbortSignal },
): Promise<void> {
  switch (fault?.do) {
    case undefined:
    case 'duplicate':
      return send(response, await carryOut());
    case 'drop':
      return void response.destroy();
    case 'silent':
      return;
    case 'lose-answer':
      await carryOut();
      return void response.destroy();
    case 'hang':
      return void (await carryOut());
    case 'late':
      response.destroy();
      if (await passed(fault.ms ?? 1000, signal)) await carryOut();
      return;
    case 'delay':
      if (await passed(fault.ms ?? 1000, signal)) send(response, await carryOut());
      return;
    case 'error':
      return send(response, json(fault.status ?? 500, { ok: false, error: 'internal_error' }));
    case 'rate-limit':
      return send(response, tooMany(fault.seconds ?? 1));
  }
}

export function tooMany(seconds: number): Answer {
  return json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(Math.ceil(seconds)) });
}

/** False when the stand-in was stopped meanwhile. */
export async function passed(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await pause(ms, undefined, { signal });
    return true;
  } catch {
    // Only the signal can end the pause early.
    return false;
  }
}
