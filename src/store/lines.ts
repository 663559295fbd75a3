import type { Transaction } from 'kysely';
import type { LineToSay } from '../core/message.ts';
import { prepared } from './prepared.ts';
import type { Tables } from './schema.ts';

const insertRow = prepared((db, line: Omit<Tables['outbox'], 'id'>) => db.insertInto('outbox').values(line));

/** Puts one line into the outbox. */
export async function insertLine(
  trx: Transaction<Tables>,
  { kind, channel, text, mentions = [], inThread = false, message, report, buttons = [] }: LineToSay,
  { release, playbook }: { readonly release: string | null; readonly playbook: string },
): Promise<void> {
  await insertRow(trx, {
    kind,
    channel,
    thread: inThread ? release : null,
    release,
    playbook,
    message: message ?? null,
    text,
    mentions: JSON.stringify(mentions),
    buttons: JSON.stringify(buttons),
    report: report ? JSON.stringify(report) : null,
    status: 'queued',
    not_before: 0,
    sending_since: null,
    attempts: 0,
    sent_channel: null,
    sent_ts: null,
    error: null,
  });
}
