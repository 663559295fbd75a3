import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What a release knows of its repository. */
const CHANGES = [
  `ALTER TABLE releases ADD COLUMN incident TEXT NOT NULL DEFAULT ''`,
  // A run whose steps are not in the plan of its release brings them itself: one pull request let through a freeze.
  'ALTER TABLE runs ADD COLUMN own_phases TEXT',
];

async function up(db: Kysely<unknown>): Promise<void> {
  for (const change of CHANGES) await sql.raw(change).execute(db);
}

export const repository: Migration = { up };
