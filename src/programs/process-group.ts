import { setTimeout as pause } from 'node:timers/promises';

/** From the polite signal to the one that can't be refused. */
export const KILL_AFTER_MS = 5_000;

const POLL_MS = 20;
/** What was killed is gone as soon as the kernel has found the time. */
const GONE_WITHIN_MS = 2_000;

/** Signals a program and what it started, in its group. False when all of it has ended, or belongs to somebody else. */
export function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}

/** Ends a program and what it started: asks first, and waits no longer than five seconds for it. */
export async function endGroup(leader: number): Promise<void> {
  signalGroup(leader, 'SIGTERM');
  if (await hasEnded(leader, KILL_AFTER_MS)) return;
  signalGroup(leader, 'SIGKILL');
  await hasEnded(leader, GONE_WITHIN_MS);
}

async function hasEnded(leader: number, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (signalGroup(leader, 0)) {
    if (performance.now() > until) return false;
    await pause(POLL_MS);
  }
  return true;
}
