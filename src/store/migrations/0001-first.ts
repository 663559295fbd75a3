import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Numbers itself. PostgreSQL will say this differently; every other type below is common to both. */
const ID = 'INTEGER PRIMARY KEY AUTOINCREMENT';

const TABLES = [
  `CREATE TABLE releases (
    id TEXT NOT NULL, playbook TEXT NOT NULL, type TEXT NOT NULL, plan TEXT NOT NULL, version TEXT NOT NULL,
    provisional INTEGER NOT NULL, previous TEXT, summary TEXT NOT NULL, status TEXT NOT NULL, opened_by TEXT,
    opened_at BIGINT NOT NULL, ended_at BIGINT, hold TEXT, seq INTEGER NOT NULL, head TEXT NOT NULL,
    revision INTEGER NOT NULL, PRIMARY KEY (id)
  )`,
  `CREATE TABLE runs (
    release TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, status TEXT NOT NULL, reason TEXT,
    to_version TEXT, changes_database INTEGER NOT NULL, started_by TEXT, started_at BIGINT NOT NULL,
    ended_at BIGINT, phases TEXT NOT NULL, wake_at BIGINT, PRIMARY KEY (release, id)
  )`,
  `CREATE TABLE steps (
    release TEXT NOT NULL, run TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, parent TEXT,
    phase INTEGER NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, owner TEXT NOT NULL,
    status TEXT NOT NULL, round INTEGER NOT NULL, note TEXT NOT NULL, ask TEXT, wake_at BIGINT,
    retry_at BIGINT, deadline BIGINT, remind_at BIGINT, reminded INTEGER NOT NULL, tries INTEGER NOT NULL,
    stop TEXT, started_at BIGINT, ended_at BIGINT, output TEXT NOT NULL, PRIMARY KEY (release, run, id)
  )`,
  `CREATE TABLE facts (
    chain TEXT NOT NULL, seq INTEGER NOT NULL, run TEXT, step TEXT, round INTEGER, type TEXT NOT NULL,
    at BIGINT NOT NULL, recorded BIGINT NOT NULL, person TEXT, via TEXT, body TEXT, digest TEXT NOT NULL,
    hash TEXT NOT NULL, PRIMARY KEY (chain, seq)
  )`,
  `CREATE TABLE intents (
    id TEXT NOT NULL, release TEXT NOT NULL, run TEXT NOT NULL, step TEXT NOT NULL, round INTEGER NOT NULL,
    action TEXT NOT NULL, key TEXT NOT NULL, opened_at BIGINT NOT NULL, limit_ms BIGINT NOT NULL, owner TEXT,
    look_at BIGINT NOT NULL, looks INTEGER NOT NULL, status TEXT NOT NULL, why TEXT NOT NULL,
    PRIMARY KEY (id)
  )`,
  `CREATE TABLE samples (
    id ${ID}, release TEXT NOT NULL, run TEXT NOT NULL, step TEXT NOT NULL, round INTEGER NOT NULL,
    at BIGINT NOT NULL, recorded BIGINT NOT NULL, body TEXT NOT NULL
  )`,
  `CREATE TABLE inbox (
    key TEXT NOT NULL, received_at BIGINT NOT NULL, body TEXT NOT NULL, person TEXT NOT NULL,
    via TEXT NOT NULL, status TEXT NOT NULL, outcome TEXT, PRIMARY KEY (key)
  )`,
  `CREATE TABLE outbox (
    id ${ID}, kind TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT, release TEXT, playbook TEXT,
    message TEXT, text TEXT NOT NULL, mentions TEXT NOT NULL, buttons TEXT NOT NULL, report TEXT,
    status TEXT NOT NULL, not_before BIGINT NOT NULL, sending_since BIGINT, attempts INTEGER NOT NULL,
    sent_channel TEXT, sent_ts TEXT, error TEXT
  )`,
  `CREATE TABLE cards (
    key TEXT NOT NULL, kind TEXT NOT NULL, release TEXT NOT NULL, run TEXT NOT NULL, step TEXT NOT NULL,
    round INTEGER NOT NULL, channel TEXT NOT NULL, message_channel TEXT, message_ts TEXT, hash TEXT,
    shown INTEGER NOT NULL, closed INTEGER NOT NULL, not_before BIGINT NOT NULL, sending_since BIGINT,
    attempts INTEGER NOT NULL, error TEXT, PRIMARY KEY (key)
  )`,
  `CREATE TABLE schedules (
    playbook TEXT NOT NULL, type TEXT NOT NULL, calendar TEXT NOT NULL, zone TEXT NOT NULL,
    next_at BIGINT NOT NULL, PRIMARY KEY (playbook, type)
  )`,
  `CREATE TABLE slots (
    playbook TEXT NOT NULL, type TEXT NOT NULL, slot BIGINT NOT NULL, PRIMARY KEY (playbook, type, slot)
  )`,
  `CREATE TABLE freezes (
    id ${ID}, playbook TEXT NOT NULL, branch TEXT NOT NULL, holder TEXT NOT NULL, since BIGINT NOT NULL,
    reason TEXT NOT NULL, ended_at BIGINT
  )`,
  `CREATE TABLE live_versions (
    id ${ID}, playbook TEXT NOT NULL, target TEXT NOT NULL, version TEXT NOT NULL, release TEXT,
    deploy_id TEXT, at BIGINT NOT NULL
  )`,
  `CREATE TABLE refused_versions (
    playbook TEXT NOT NULL, version TEXT NOT NULL, release TEXT NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (playbook, version)
  )`,
  `CREATE TABLE follow_ups (
    id ${ID}, release TEXT NOT NULL, title TEXT NOT NULL, owner TEXT NOT NULL, due_at BIGINT NOT NULL,
    done_at BIGINT, done_by TEXT, told INTEGER NOT NULL
  )`,
  `CREATE TABLE counters (
    name TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (name)
  )`,
  `CREATE TABLE notes (
    name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name)
  )`,
];

/** Partial, so that what is finished costs nothing: the due loop reads these every second. */
const INDEXES = [
  `CREATE INDEX releases_open ON releases (playbook) WHERE status = 'open'`,
  'CREATE INDEX releases_by_time ON releases (opened_at)',
  'CREATE INDEX releases_by_playbook ON releases (playbook, opened_at)',
  'CREATE INDEX runs_wake ON runs (wake_at) WHERE wake_at IS NOT NULL',
  'CREATE INDEX steps_wake ON steps (wake_at) WHERE wake_at IS NOT NULL',
  'CREATE INDEX steps_retry ON steps (retry_at) WHERE retry_at IS NOT NULL',
  'CREATE INDEX steps_remind ON steps (remind_at) WHERE remind_at IS NOT NULL',
  'CREATE INDEX facts_by_step ON facts (chain, run, step, round)',
  'CREATE INDEX facts_by_type ON facts (chain, type)',
  `CREATE INDEX intents_open ON intents (release) WHERE status IN ('open', 'unsure')`,
  `CREATE INDEX intents_look ON intents (look_at) WHERE status = 'open'`,
  'CREATE INDEX intents_by_step ON intents (release, run, step, round)',
  'CREATE INDEX samples_by_step ON samples (release, run, step, round)',
  `CREATE INDEX inbox_new ON inbox (received_at) WHERE status = 'new'`,
  `CREATE INDEX outbox_open ON outbox (channel, thread) WHERE status IN ('queued', 'sending')`,
  'CREATE INDEX outbox_by_release ON outbox (release, message)',
  'CREATE INDEX cards_by_release ON cards (release) WHERE closed = 0',
  'CREATE INDEX freezes_open ON freezes (playbook, branch) WHERE ended_at IS NULL',
  'CREATE INDEX live_by_target ON live_versions (playbook, target)',
  'CREATE INDEX follow_ups_due ON follow_ups (due_at) WHERE told = 0 AND done_at IS NULL',
  'CREATE INDEX follow_ups_by_release ON follow_ups (release)',
];

/** Facts are evidence: the database itself refuses to change or remove one. Only the body may be blanked. */
const APPEND_ONLY = [
  // REPLACE removes rows without asking the trigger for removals.
  `CREATE TRIGGER facts_in_order BEFORE INSERT ON facts
   WHEN NEW.seq <> 1 + (SELECT COALESCE(MAX(seq), 0) FROM facts WHERE chain = NEW.chain)
   BEGIN SELECT RAISE(ABORT, 'facts are only appended'); END`,
  `CREATE TRIGGER facts_stay BEFORE DELETE ON facts
   BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END`,
  `CREATE TRIGGER facts_never_change BEFORE UPDATE ON facts
   WHEN NEW.body IS NOT NULL OR NEW.chain <> OLD.chain OR NEW.seq <> OLD.seq OR NEW.run IS NOT OLD.run
     OR NEW.step IS NOT OLD.step OR NEW.round IS NOT OLD.round OR NEW.type <> OLD.type OR NEW.at <> OLD.at
     OR NEW.recorded <> OLD.recorded OR NEW.person IS NOT OLD.person OR NEW.via IS NOT OLD.via
     OR NEW.digest <> OLD.digest OR NEW.hash <> OLD.hash
   BEGIN SELECT RAISE(ABORT, 'facts never change'); END`,
];

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...TABLES, ...INDEXES, ...APPEND_ONLY]) await sql.raw(statement).execute(db);
}

export const first: Migration = { up };
