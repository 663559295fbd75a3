import Sqlite from 'better-sqlite3';
import { openOwned } from '../src/store/open.ts';

/** How many rows of each sort a release leaves behind; about what a whole release of the shipped playbook does. */
const FACTS = 100;
const STEPS = 25;
const LINES = 30;
const DAY_MS = 86_400_000;

/** Fills a new database with finished releases, in bulk: with their facts, steps and messages. */
export async function fill(databaseFile: string, releases: number): Promise<void> {
  const opened = await openOwned(databaseFile, { waitMs: 0, machine: Date.now, onWait: () => {} });
  await opened.close();
  const sqlite = new Sqlite(databaseFile);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = OFF');
  sqlite.transaction(() => {
    for (const statement of STATEMENTS) sqlite.prepare(statement).run({ releases, now: Date.now(), day: DAY_MS });
  })();
  sqlite.pragma('wal_checkpoint(TRUNCATE)');
  sqlite.close();
}

const DIGEST = 'hex(randomblob(32))';

const numbers = (name: string, to: string): string =>
  `${name}(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM ${name} WHERE n < ${to})`;

const each = (rows: number): string =>
  `WITH RECURSIVE ${numbers('release', ':releases')}, ${numbers('row', String(rows))}`;

const STATEMENTS = [
  `WITH RECURSIVE ${numbers('release', ':releases')}
   INSERT INTO releases (id, playbook, type, plan, version, provisional, previous, summary, incident, status, opened_by,
     opened_at, ended_at, hold, seq, head, revision)
     SELECT 'old-' || n, 'bench', 'weekly', '{}', '1.' || n || '.0', 0, NULL, 'What was in it', '', 'finished', NULL,
     :now - (:releases - n + 2) * :day, :now - (:releases - n + 1) * :day, NULL, ${FACTS}, ${DIGEST}, ${FACTS} FROM release`,
  `WITH RECURSIVE ${numbers('release', ':releases')}
   INSERT INTO runs (release, id, position, status, reason, to_version, changes_database, started_by, started_at, ended_at,
     phases, own_phases, wake_at)
     SELECT 'old-' || n, 'main', 0, 'finished', NULL, NULL, 0, NULL, :now - :day, :now, '{}', NULL, NULL FROM release`,
  `${each(STEPS)} INSERT INTO steps (release, run, id, position, parent, phase, kind, title, owner, status, round, note, ask,
     wake_at, retry_at, deadline, remind_at, reminded, tries, stop, started_at, ended_at, output)
     SELECT 'old-' || release.n, 'main', 'step-' || row.n, row.n, NULL, 0, 'manual', 'A step', 'lead', 'done', 1,
     'done by somebody', NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, :now - :day, :now, '{}' FROM release, row`,
  `${each(FACTS)} INSERT INTO facts (chain, seq, run, step, round, type, at, recorded, person, via, body, digest, hash)
     SELECT 'old-' || release.n, row.n, 'main', 'step-' || (row.n % ${STEPS}), 1, 'done', :now - :day, :now - :day,
     'U0ROSA', 'slack', '{"evidence":"what shows that it is done"}', ${DIGEST}, ${DIGEST} FROM release, row`,
  `${each(LINES)} INSERT INTO outbox (kind, channel, thread, release, playbook, message, text, mentions, buttons, report,
     status, not_before, sending_since, attempts, sent_channel, sent_ts, error)
     SELECT 'thread', 'releases', 'old-' || release.n, 'old-' || release.n, 'bench', NULL, 'A line of the thread', '[]', '[]',
     NULL, 'sent', 0, NULL, 1, 'C0RELEASES', '1.000001', NULL FROM release, row`,
  `WITH RECURSIVE ${numbers('release', ':releases')}
   INSERT INTO cards SELECT 'old-' || n, 'release', 'old-' || n, 'main', '', 0, 'releases', 'C0RELEASES', '1.000001', '',
     ${FACTS}, 1, 0, NULL, 1, NULL FROM release`,
  `WITH RECURSIVE ${numbers('release', ':releases')}
   INSERT INTO live_versions (playbook, target, version, release, deploy_id, at)
     SELECT 'bench', 'production', '1.' || n || '.0', 'old-' || n, NULL, :now - (:releases - n + 1) * :day FROM release`,
];
