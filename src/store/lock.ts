import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { messageOf } from '../core/errors.ts';

const LOCK_PAUSE_MS = 200;

/**
 * The lock is a transaction on a file of its own: the kernel lets go of it when the process dies, however it dies, and
 * outside readers of the database are not locked out. Returns how to let go of it.
 */
export async function takeLock(file: string, waitMs: number, onWait: (holder: string) => void): Promise<() => void> {
  const lock = openLock(file);
  for (let waited = 0; ; waited += LOCK_PAUSE_MS) {
    try {
      lock.exec('BEGIN EXCLUSIVE');
      writeFileSync(`${file}.holder`, `process ${process.pid}`);
      return () => lock.close();
    } catch (error) {
      if (waited >= waitMs || !isBusy(error)) {
        lock.close();
        throw isBusy(error)
          ? new Error(`${file} belongs to another Shipmate (${holderOf(file)}): stop that one first`, { cause: error })
          : notWritable(file, error);
      }
      if (waited === 0) onWait(holderOf(file));
      await sleep(LOCK_PAUSE_MS);
    }
  }
}

function openLock(file: string): Sqlite.Database {
  try {
    return new Sqlite(`${file}.lock`, { timeout: 0 });
  } catch (error) {
    throw notWritable(file, error);
  }
}

/** By its code: what the addon throws is of another realm in a test. */
function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'SQLITE_BUSY';
}

function notWritable(file: string, error: unknown): Error {
  return new Error(`${file} can't be written (${messageOf(error)}): let Shipmate write into that folder`, {
    cause: error,
  });
}

function holderOf(file: string): string {
  try {
    return readFileSync(`${file}.holder`, 'utf8');
  } catch (error) {
    return `unknown: ${messageOf(error)}`;
  }
}
