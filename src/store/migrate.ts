import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { first } from './migrations/0001-first.ts';
import { liveByPlaybook } from './migrations/0002-live-by-playbook.ts';
import { repository } from './migrations/0003-repository.ts';
import type { Tables } from './schema.ts';

export type Migrations = Readonly<Record<string, Migration>>;

/** In order, and never edited once released. */
export const MIGRATIONS: Migrations = {
  '0001-first': first,
  '0002-live-by-playbook': liveByPlaybook,
  '0003-repository': repository,
};

export interface SchemaState {
  /** Migrations that the database lacks. */
  readonly missing: readonly string[];
  /** Migrations that the database has and this program does not know. */
  readonly unknown: readonly string[];
  readonly empty: boolean;
}

export async function schemaState(db: Kysely<Tables>, migrations: Migrations): Promise<SchemaState> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  const has = tables.some(({ name }) => name === 'kysely_migration');
  const known = Object.keys(migrations);
  const applied = has
    ? (
        await db
          .withTables<{ kysely_migration: { name: string } }>()
          .selectFrom('kysely_migration')
          .select('name')
          .execute()
      ).map(({ name }) => name)
    : [];
  return {
    missing: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
    empty: applied.length === 0,
  };
}

/**
 * Brings the database to this schema, in one transaction: a process that is killed in the middle leaves what was there.
 * Throws with the name of the step that failed.
 */
export async function migrate(db: Kysely<Tables>, migrations: Migrations): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error) {
    const failed = results?.find(({ status }) => status === 'Error')?.migrationName;
    throw new Error(`the database could not be brought up to date (${failed ?? 'before the first step'})`, {
      cause: error,
    });
  }
}
