import type { CardRow, Outbox, Releases, SlackMessage } from '../../core/ports.ts';
import type { Drawing } from '../blocks/release-card.ts';
import { failureOf } from '../failure.ts';
import type { PeopleParts } from '../mentions.ts';
import { type DeliverParts, type Delivery, deliver, pauseMs } from './deliver.ts';
import { drawCard, hashOf } from './draw.ts';
import { update } from './write.ts';

export interface CardParts extends DeliverParts {
  readonly outbox: Outbox;
  readonly releases: Releases;
  readonly people: PeopleParts;
}

/** Slack's words for "this message can't be edited any more": it is posted anew. */
const GONE = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

/** How long a card that Slack will not take is left alone. */
const LEFT_ALONE_MS = 600_000;

/** Brings one card up to date: posts it, edits it, or finds that it looks as it should. */
export async function refreshCard(row: CardRow, parts: CardParts): Promise<void> {
  const { outbox } = parts;
  const view = await parts.releases.find(row.release);
  if (!view) return outbox.cardUnchanged(row.key, row.drawn);
  const drawing = await drawCard(row, view, parts.people);
  const hash = hashOf(drawing);
  if (row.message === null) return deliver(cardDelivery(row, { drawing, hash }, parts), parts);
  if (row.hash === hash) return outbox.cardUnchanged(row.key, row.drawn);
  await editCard(row, row.message, { drawing, hash, parts });
}

interface Drawn {
  readonly drawing: Drawing;
  readonly hash: string;
}

/** The first time that a card is posted. */
function cardDelivery(row: CardRow, { drawing, hash }: Drawn, { outbox, machine, log, pace }: CardParts): Delivery {
  const { key, drawn } = row;
  return {
    id: `card-${key}`,
    channel: row.channel,
    thread: null,
    broadcast: false,
    unsureSince: row.unsureSince,
    attempts: row.attempts,
    content: async () => drawing,
    sending: () => {
      pace.used([cardLane(key)]);
      return outbox.cardSending(key, machine());
    },
    sent: (message) => outbox.cardSent(key, message, hash, drawn),
    // It shows an older state: known now, and still due.
    found: (message) => outbox.cardSent(key, message, '', drawn - 1),
    later: (at, why) => outbox.cardLater(key, at, why),
    poisoned(why) {
      log.error('a card can not be posted', { card: key, why });
      return outbox.cardLater(key, machine() + LEFT_ALONE_MS, why);
    },
  };
}

async function editCard(
  row: CardRow,
  message: SlackMessage,
  { drawing, hash, parts }: Drawn & { readonly parts: CardParts },
): Promise<void> {
  const { outbox, client, pace, log, machine } = parts;
  const { key, drawn, attempts } = row;
  await outbox.cardSending(key, machine());
  pace.used([UPDATES, cardLane(key)]);
  try {
    const { poison } = await update(message, drawing, client);
    if (poison !== undefined) log.error('a card was drawn as bare text', { card: key, why: poison });
    await outbox.cardSent(key, message, hash, drawn);
  } catch (error) {
    const failure = failureOf(error);
    log.warn('a card could not be edited', { card: key, why: failure.why, attempts });
    if (failure.what === 'refused' && GONE.has(failure.error)) return outbox.cardLost(key);
    if (failure.what === 'limited') pace.block(UPDATES, failure.waitMs);
    // An edit may be made twice: what became of this one need not be known.
    const waitMs = failure.what === 'limited' ? failure.waitMs : pauseMs(attempts);
    await outbox.cardLater(key, machine() + waitMs, failure.why);
  }
}

export const UPDATES = 'update:all';

export function cardLane(key: string): string {
  return `card:${key}`;
}
