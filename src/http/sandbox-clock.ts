import { z } from 'zod';
import type { Jumped } from '../engine/jump.ts';
import type { Route } from './server.ts';

const Jump = z.strictObject({ to: z.int().positive() });

export interface SandboxClock {
  now(): number;
  machine(): number;
  jump(to: number): Promise<Jumped>;
}

/** Reads and moves the business clock. Mounted with SANDBOX_CLOCK only. */
export function sandboxClockRoutes(clock: SandboxClock): readonly Route[] {
  const path = '/sandbox/clock';
  return [
    {
      method: 'GET',
      path,
      answer: async () => ({ status: 200, body: { now: clock.now(), machine: clock.machine() } }),
    },
    {
      method: 'POST',
      path,
      answer: async (text) => {
        const asked = Jump.safeParse(parsed(text));
        if (!asked.success) return { status: 400, body: { error: 'say `{"to": <UTC milliseconds>}`' } };
        return { status: 200, body: await clock.jump(asked.data.to) };
      },
    },
  ];
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
