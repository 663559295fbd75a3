import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes into a folder that is mostly there, and makes it when it is not. */
export function writeBelow(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    mkdirSync(dirname(file), { recursive: true });
    write();
  }
}

/** `ENOENT`, `EEXIST` …; nothing for what comes from elsewhere. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
