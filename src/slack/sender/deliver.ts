import type { WebClient } from '@slack/web-api';
import { messageOf, TransientError } from '../../core/errors.ts';
import type { Log, SlackMessage } from '../../core/ports.ts';
import { type Failure, failureOf } from '../failure.ts';
import type { Channels } from './channels.ts';
import { findSent } from './find-sent.ts';
import type { Pace } from './pace.ts';
import { type Content, post } from './write.ts';

export interface DeliverParts {
  readonly client: WebClient;
  readonly channels: Channels;
  readonly pace: Pace;
  readonly log: Log;
  machine(): number;
  /** Milliseconds after a send of unknown end before a look for it is worth anything. */
  readonly settleMs: number;
}

/** One new message and the row in the outbox that it comes from. */
export interface Delivery {
  /** By which it is found again. */
  readonly id: string;
  /** Name or id. */
  readonly channel: string;
  readonly thread: SlackMessage | null;
  readonly broadcast: boolean;
  readonly unsureSince: number | null;
  readonly attempts: number;
  /** What it says now. Throws TransientError when that can't be told yet. */
  content(): Promise<Content>;
  sending(): Promise<void>;
  sent(message: SlackMessage): Promise<void>;
  /** It had arrived already, with what it said then. */
  found(message: SlackMessage): Promise<void>;
  later(at: number, why: string): Promise<void>;
  /** It will never be accepted, or nobody can tell what became of it. */
  poisoned(why: string): Promise<void>;
}

/** After so many refusals that only a person can end, the row stops holding up those behind it. */
const PATIENCE = 12;
const LONGEST_PAUSE_MS = 60_000;

/** Machine milliseconds to wait after so many attempts. */
export function pauseMs(attempts: number): number {
  return Math.min(1_000 * 2 ** Math.min(attempts, 10), LONGEST_PAUSE_MS);
}

/** Posts one message exactly once: what may have arrived is looked for before it is posted again. */
export async function deliver(row: Delivery, parts: DeliverParts): Promise<void> {
  const { machine, log } = parts;
  const channel = await channelOf(row, parts);
  if (channel === undefined) return;
  if (row.unsureSince !== null && (await wasSettled(row, channel, parts))) return;
  const content = await row.content().catch((error: unknown) => {
    if (!(error instanceof TransientError)) throw error;
    return row.later(machine() + (error.retryAfterMs ?? pauseMs(row.attempts)), error.message);
  });
  if (!content) return;
  await row.sending();
  parts.pace.used([`post:${row.channel}`]);
  try {
    const thread = row.thread?.ts;
    const written = await post({ ...content, channel, thread, broadcast: row.broadcast, id: row.id }, parts.client);
    if (written.poison !== undefined) log.error('a message was sent as bare text', { id: row.id, why: written.poison });
    await row.sent(written.message);
  } catch (error) {
    await failed(row, failureOf(error), parts);
  }
}

async function channelOf(row: Delivery, { channels, machine }: DeliverParts): Promise<string | undefined> {
  try {
    const id = await channels.idOf(row.channel);
    if (id === undefined) {
      await row.later(machine() + 30_000, `there is no channel ${row.channel}, or Shipmate was not invited to it`);
    }
    return id;
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    await row.later(machine() + (error.retryAfterMs ?? pauseMs(row.attempts)), error.message);
    return undefined;
  }
}

/** Whether nothing more is to be done now: it had arrived, or that can't be told yet. */
async function wasSettled(row: Delivery, channel: string, parts: DeliverParts): Promise<boolean> {
  const { pace, log, machine, settleMs } = parts;
  const since = row.unsureSince ?? machine();
  const lane = lookLane(row.id);
  if (machine() < since + settleMs) {
    pace.block(lane, since + settleMs - machine());
    return true;
  }
  try {
    const found = await findSent({ channel, thread: row.thread?.ts, id: row.id, since }, parts.client);
    if (found) await row.found(found);
    return found !== undefined;
  } catch (error) {
    const failure = failureOf(error);
    log.warn('a message of unknown end could not be looked for', { id: row.id, error: messageOf(error) });
    // Without the right to read, nobody will ever know; sending it twice would be the worse answer.
    if (failure.what === 'refused' && failure.error !== 'unreachable')
      await row.poisoned(`unknown end: ${failure.why}`);
    else pace.block(lane, failure.what === 'limited' ? failure.waitMs : settleMs);
    return true;
  }
}

/** Holds back a row whose end is unknown. */
export function lookLane(id: string): string {
  return `look:${id}`;
}

async function failed(
  row: Delivery,
  failure: Failure,
  { pace, machine, log, channels, settleMs }: DeliverParts,
): Promise<void> {
  const { id, attempts } = row;
  switch (failure.what) {
    case 'limited':
      pace.block(`post:${row.channel}`, failure.waitMs);
      return row.later(machine() + failure.waitMs, failure.why);
    case 'unsure':
      // The row stays as it is: marked as sending. It is looked for before anything else is done with it.
      log.warn('the end of a send is unknown', { id, why: failure.why });
      return pace.block(lookLane(id), settleMs);
    case 'refused':
      if (failure.error === 'channel_not_found') channels.forget();
      log.warn('Slack refused a message', { id, why: failure.why, attempts });
      return mayPass(failure.error) || attempts < PATIENCE
        ? row.later(machine() + pauseMs(attempts), failure.why)
        : row.poisoned(failure.why);
  }
}

/** What is wrong with Shipmate's access and not with the message: it goes out when that is mended. */
function mayPass(error: string): boolean {
  return /^unreachable$|auth|token|account_inactive|missing_scope|access_denied|http_4/.test(error);
}
