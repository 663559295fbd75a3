import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { CompiledQuery, Kysely, SqliteDialect } from 'kysely';
import { messageOf } from '../core/errors.ts';
import { migrate, schemaState } from './migrate.ts';
import type { Tables } from './schema.ts';

export interface OpenDatabase {
  readonly db: Kysely<Tables>;
  close(): Promise<void>;
}

export interface OwnerOptions {
  /** How long to wait for another process that owns the file. */
  readonly waitMs: number;
  /** UTC milliseconds: stands in the name of the backup that is made before a migration. */
  readonly machine: () => number;
  readonly onWait: (holder: string) => void;
}

/**
 * Opens the file as its only owner and brings its schema up to date, after a backup beside it. Throws when another
 * process keeps it, naming that process, or when the file was written by a newer Shipmate.
 */
export async function openOwned(file: string, { waitMs, machine, onWait }: OwnerOptions): Promise<OpenDatabase> {
  mkdirSync(dirname(file), { recursive: true });
  const release = await takeLock(file, waitMs, onWait);
  try {
    const opened = open(file, false);
    const state = await schemaState(opened.db);
    refuseNewer(file, state.unknown);
    if (state.missing.length > 0 && !state.empty) await backup(opened.db, `${file}.before-${machine()}`);
    await migrate(opened.db);
    return {
      db: opened.db,
      close: async () => {
        await opened.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** Opens the file beside a running Shipmate. Never migrates: refuses another schema than this program's. */
export async function openBeside(file: string): Promise<OpenDatabase> {
  if (!existsSync(file))
    throw new Error(`there is no database at \`${file}\`: start Shipmate once, or set DATABASE_URL`);
  const opened = open(file, false);
  const state = await schemaState(opened.db);
  refuseNewer(file, state.unknown);
  if (state.missing.length > 0) {
    await opened.close();
    throw new Error(`the database \`${file}\` has an older schema: start this version of Shipmate once`);
  }
  return opened;
}

/** A copy of the whole database in one consistent state, made while it is in use. Refuses to overwrite a file. */
export async function backup(db: Kysely<Tables>, to: string): Promise<void> {
  await db.executeQuery(CompiledQuery.raw('VACUUM INTO ?', [to]));
}

function open(file: string, readonly: boolean): OpenDatabase {
  const sqlite = new Sqlite(file, { readonly });
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('busy_timeout = 5000');
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqlite }) });
  return { db, close: () => db.destroy() };
}

/**
 * The lock is a transaction on a file of its own: the kernel lets go of it when the process dies, however it dies, and
 * outside readers of the database are not locked out.
 */
async function takeLock(file: string, waitMs: number, onWait: (holder: string) => void): Promise<() => void> {
  const lock = new Sqlite(`${file}.lock`, { timeout: 0 });
  for (let waited = 0; ; waited += 200) {
    try {
      lock.exec('BEGIN EXCLUSIVE');
      writeFileSync(`${file}.holder`, `process ${process.pid}`);
      return () => lock.close();
    } catch (error) {
      const holder = holderOf(file);
      if (waited >= waitMs) {
        lock.close();
        throw new Error(`${file} belongs to another Shipmate (${holder}): stop that one first`, { cause: error });
      }
      if (waited === 0) onWait(holder);
      await sleep(200);
    }
  }
}

function holderOf(file: string): string {
  try {
    return readFileSync(`${file}.holder`, 'utf8');
  } catch (error) {
    return `unknown: ${messageOf(error)}`;
  }
}

function refuseNewer(file: string, unknown: readonly string[]): void {
  if (unknown.length > 0) {
    throw new Error(
      `${file} was written by a newer Shipmate (${unknown.join(', ')}): run that version, or restore a backup`,
    );
  }
}
