import { type Kysely, type Selectable, sql } from 'kysely';
import type { CardRow, Outbox, OutboxLine, SlackMessage } from '../core/ports.ts';
import type { Tables } from './schema.ts';
import { unindexed } from './unindexed.ts';

/** Called when a line that a step waits for has arrived, or never will. */
export type Report = (
  release: string,
  to: { readonly run: string; readonly step: string; readonly round: number },
  fact: { readonly type: 'delivered' | 'undeliverable'; readonly [word: string]: unknown },
) => Promise<void>;

/** Somebody waits, a step may wait, nobody waits. One channel takes about one message a second. */
const RANK = { 'needs-you': 0, announce: 1, thread: 2 } as const;

export function createOutbox(db: Kysely<Tables>, report: Report): Outbox {
  return { ...createLines(db, report), ...createCards(db) };
}

function createLines(db: Kysely<Tables>, report: Report) {
  /** Reported first: a line that was reported twice does no harm, one that was never reported holds its step up. */
  const settle = async (id: number, change: object, fact: Parameters<Report>[2]): Promise<void> => {
    const row = await db.selectFrom('outbox').select(['release', 'report']).where('id', '=', id).executeTakeFirst();
    if (row?.release && row.report) await report(row.release, JSON.parse(row.report), fact);
    await db.updateTable('outbox').set(change).where('id', '=', id).execute();
  };
  return {
    async lines(machine) {
      const rows = await db
        .selectFrom('outbox')
        .leftJoin('cards', 'cards.key', 'outbox.thread')
        .selectAll('outbox')
        .select(['cards.message_channel', 'cards.message_ts'])
        // Written out, since only so SQLite sees that the index of what is unsent fits.
        .where('outbox.status', 'in', [sql.lit('queued'), sql.lit('sending')])
        .orderBy(unindexed('outbox.id'))
        .limit(2000)
        .execute();
      const heads = new Map<string, (typeof rows)[number]>();
      for (const row of rows) {
        const lane = `${row.channel} ${row.thread ?? ''}`;
        if (!heads.has(lane)) heads.set(lane, row);
      }
      return [...heads.values()]
        .filter((row) => row.not_before <= machine && (row.thread === null || row.message_ts !== null))
        .map(toLine)
        .sort((a, b) => RANK[a.kind] - RANK[b.kind]);
    },

    async lineSending(id, machine) {
      await db
        .updateTable('outbox')
        .set((eb) => ({ status: 'sending', sending_since: machine, attempts: eb('attempts', '+', 1) }))
        .where('id', '=', id)
        .execute();
    },

    async lineSent(id, { channel, ts }) {
      const change = { status: 'sent', sending_since: null, sent_channel: channel, sent_ts: ts, error: null };
      await settle(id, change, { type: 'delivered', channel, ts });
    },

    async lineLater(id, machine, why) {
      await db
        .updateTable('outbox')
        .set({ status: 'queued', sending_since: null, not_before: machine, error: why })
        .where('id', '=', id)
        .execute();
    },

    async linePoisoned(id, why) {
      await settle(id, { status: 'poisoned', sending_since: null, error: why }, { type: 'undeliverable', why });
    },
  } satisfies Partial<Outbox>;
}

function toLine(
  row: Selectable<Tables['outbox']> & { message_channel: string | null; message_ts: string | null },
): OutboxLine {
  return {
    id: row.id,
    channel: row.channel,
    thread: message(row),
    kind: row.kind as OutboxLine['kind'],
    text: row.text,
    mentions: JSON.parse(row.mentions) as string[],
    buttons: JSON.parse(row.buttons) as OutboxLine['buttons'],
    release: row.release,
    playbook: row.playbook,
    unsureSince: row.sending_since,
    attempts: row.attempts,
  };
}

function createCards(db: Kysely<Tables>) {
  const save = async (key: string, change: object): Promise<void> => {
    await db.updateTable('cards').set(change).where('key', '=', key).execute();
  };
  /** A card whose release has ended, or whose round is over, has been drawn for the last time. */
  const shown = async (key: string, drawn: number): Promise<object> => ({
    shown: drawn,
    sending_since: null,
    attempts: 0,
    error: null,
    closed: (await isOver(db, key, drawn)) ? 1 : 0,
  });
  return {
    async cards(machine) {
      const rows = await db
        .selectFrom('cards')
        .innerJoin('releases', 'releases.id', 'cards.release')
        .selectAll('cards')
        .select('releases.revision')
        .where('cards.closed', '=', 0)
        .where('cards.not_before', '<=', machine)
        .whereRef('cards.shown', '<', 'releases.revision')
        .execute();
      return rows.map(toCard).sort((a, b) => urgency(a) - urgency(b));
    },

    async cardSending(key, machine) {
      await db
        .updateTable('cards')
        .set((eb) => ({ sending_since: machine, attempts: eb('attempts', '+', 1) }))
        .where('key', '=', key)
        .execute();
    },

    async cardSent(key, { channel, ts }, hash, drawn) {
      await save(key, { ...(await shown(key, drawn)), message_channel: channel, message_ts: ts, hash });
    },

    async cardUnchanged(key, drawn) {
      await save(key, await shown(key, drawn));
    },

    cardLater: (key, machine, why) => save(key, { sending_since: null, not_before: machine, error: why }),

    cardLost: (key) =>
      save(key, { message_channel: null, message_ts: null, hash: null, shown: -1, sending_since: null }),
  } satisfies Partial<Outbox>;
}

/** A new release first, since its thread hangs on its card; then what somebody is asked; then edits. */
function urgency({ kind, message }: CardRow): number {
  if (kind === 'request') return 1;
  return message === null ? 0 : 2;
}

async function isOver(db: Kysely<Tables>, key: string, drawn: number): Promise<boolean> {
  const row = await db
    .selectFrom('cards')
    .innerJoin('releases', 'releases.id', 'cards.release')
    .leftJoin('steps', (join) =>
      join
        .onRef('steps.release', '=', 'cards.release')
        .onRef('steps.run', '=', 'cards.run')
        .onRef('steps.id', '=', 'cards.step'),
    )
    .select([
      'cards.kind',
      'cards.round',
      'releases.status',
      'releases.revision',
      'steps.round as now',
      'steps.status as state',
    ])
    .where('cards.key', '=', key)
    .executeTakeFirst();
  if (!row || row.revision !== drawn) return false;
  if (row.kind === 'release') return row.status !== 'open';
  return row.now !== row.round || row.state === 'done' || row.state === 'skipped';
}

function toCard(row: Selectable<Tables['cards']> & { revision: number }): CardRow {
  return {
    key: row.key,
    kind: row.kind as CardRow['kind'],
    release: row.release,
    run: row.run,
    step: row.step,
    round: row.round,
    channel: row.channel,
    message: message(row),
    hash: row.hash,
    drawn: row.revision,
    unsureSince: row.sending_since,
    attempts: row.attempts,
  };
}

function message(row: { message_channel: string | null; message_ts: string | null }): SlackMessage | null {
  return row.message_channel !== null && row.message_ts !== null
    ? { channel: row.message_channel, ts: row.message_ts }
    : null;
}
