import { setTimeout as pause } from 'node:timers/promises';

/** From the polite signal to the one that can't be refused. */
export const KILL_AFTER_MS = 5_000;

const POLL_MS = 20;

/** Signals a program and what it started; false when all of it has ended. */
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
  const until = Date.now() + KILL_AFTER_MS;
  while (signalGroup(leader, 0)) {
    if (Date.now() > until) return void signalGroup(leader, 'SIGKILL');
    await pause(POLL_MS);
  }
}
