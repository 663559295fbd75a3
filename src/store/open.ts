import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { CompiledQuery, Kysely } from 'kysely';
import { UserError } from '../core/errors.ts';
import { dialectOf } from './dialect.ts';
import { takeLock } from './lock.ts';
import { MIGRATIONS, type Migrations, migrate, schemaState } from './migrate.ts';
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
  /** The schema of this program, unless something else is said. */
  readonly migrations?: Migrations;
}

/**
 * Opens the file as its only owner and brings its schema up to date, after a backup beside it. Throws when another
 * process keeps it, naming that process, or when the file was written by a newer Shipmate.
 */
export async function openOwned(
  file: string,
  { waitMs, machine, onWait, migrations = MIGRATIONS }: OwnerOptions,
): Promise<OpenDatabase> {
  mkdirSync(dirname(file), { recursive: true });
  const release = await takeLock(file, waitMs, onWait);
  try {
    const opened = await openWith(file, async (db) => {
      const state = await schemaState(db, migrations);
      refuseNewer(file, state.unknown);
      if (state.missing.length > 0 && !state.empty) await backup(db, `${file}.before-${machine()}`);
      await migrate(db, migrations);
    });
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
export async function openBeside(file: string, migrations: Migrations = MIGRATIONS): Promise<OpenDatabase> {
  if (!existsSync(file))
    throw new UserError('no_database', `there is no database at \`${file}\``, {
      fix: 'Start Shipmate once, or set DATABASE_URL to where its database is.',
    });
  return openWith(file, async (db) => {
    const state = await schemaState(db, migrations);
    refuseNewer(file, state.unknown);
    if (state.missing.length > 0)
      throw new UserError('older_schema', `the database \`${file}\` has an older schema`, {
        fix: 'Start this version of Shipmate once; it brings it up to date.',
      });
  });
}

/** A copy of the whole database in one consistent state, made while it is in use. Refuses to overwrite a file. */
export async function backup(db: Kysely<Tables>, to: string): Promise<void> {
  await db.executeQuery(CompiledQuery.raw('VACUUM INTO ?', [to]));
}

/** Closes the file again when what has to be done first fails. */
async function openWith(file: string, first: (db: Kysely<Tables>) => Promise<void>): Promise<OpenDatabase> {
  const opened = open(file);
  try {
    await first(opened.db);
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

function open(file: string): OpenDatabase {
  const sqlite = new Sqlite(file);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('busy_timeout = 5000');
  const db = new Kysely<Tables>({ dialect: dialectOf(sqlite) });
  return { db, close: () => db.destroy() };
}

function refuseNewer(file: string, unknown: readonly string[]): void {
  if (unknown.length > 0) {
    throw new Error(
      `${file} was written by a newer Shipmate (${unknown.join(', ')}): run that version, or restore a backup`,
    );
  }
}
