import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What a release knows of its repository. */
const CHANGES = [
  `ALTER TABLE releases ADD COLUMN incident TEXT NOT NULL DEFAULT ''`,
  // A run whose steps are not in the plan of its release brings them itself: one pull request let through a freeze.
  'ALTER TABLE runs ADD COLUMN own_phases TEXT',
  // What is wanted of the host, one row a playbook. It stays when the freeze is over: the rule at the host does, too.
  `CREATE TABLE guards (
    playbook TEXT NOT NULL, repository TEXT NOT NULL, mode TEXT NOT NULL, branches TEXT NOT NULL,
    context TEXT NOT NULL, closings INTEGER NOT NULL, wanted TEXT NOT NULL, state TEXT NOT NULL, rule BIGINT,
    bypass TEXT NOT NULL, warnings TEXT NOT NULL, url TEXT, problem TEXT NOT NULL, untold TEXT,
    noticed TEXT NOT NULL, heads TEXT NOT NULL, excepted TEXT NOT NULL, terms TEXT NOT NULL,
    swept INTEGER NOT NULL, next_at BIGINT, tries INTEGER NOT NULL, PRIMARY KEY (playbook)
  )`,
  // Business time at which whoever keeps a branch closed is reminded of it.
  'ALTER TABLE freezes ADD COLUMN nag_at BIGINT',
  'UPDATE freezes SET nag_at = since + 86400000 WHERE ended_at IS NULL',
];

async function up(db: Kysely<unknown>): Promise<void> {
  for (const change of CHANGES) await sql.raw(change).execute(db);
}

export const repository: Migration = { up };
