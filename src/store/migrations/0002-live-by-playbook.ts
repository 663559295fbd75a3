import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Every move of a release asks for the newest versions of its playbook; without it all of them were sorted each time. */
async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('CREATE INDEX live_by_playbook ON live_versions (playbook)').execute(db);
}

export const liveByPlaybook: Migration = { up };
