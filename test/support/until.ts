import { setTimeout as pause } from 'node:timers/promises';

/** Looks again and again until it is true; throws with what was waited for. */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await pause(50)) {
    if (await isTrue()) return;
  }
  throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
}
