import type { CardRow, OutboxLine } from '../../core/ports.ts';
import { cardLane, refreshCard, UPDATES } from './card-job.ts';
import { type DeliverParts, deliver, lookLane } from './deliver.ts';
import { lineDelivery } from './line-job.ts';
import type { SenderParts } from './sender.ts';

export interface Work {
  readonly parts: SenderParts;
  readonly deliver: DeliverParts;
}

/** One thing to send: who goes first, which lanes it needs, and how it is done. */
export interface Job {
  readonly id: string;
  readonly channel: string;
  readonly rank: number;
  readonly lanes: readonly string[];
  run(): Promise<void>;
}

/** Everything that is due at this moment, the most urgent first. */
export async function dueJobs(work: Work): Promise<readonly Job[]> {
  const { outbox } = work.parts;
  const machine = work.deliver.machine();
  const lines = await outbox.lines(machine);
  const cards = await outbox.cards(machine);
  const jobs = [...lines.map((line) => lineJob(line, work)), ...cards.map((card) => cardJob(card, work))];
  return jobs.sort((a, b) => a.rank - b.rank);
}

/** A new request is what people wait for; and no line goes into a thread before the card of its release stands. */
const RANK = { 'needs-you': 0, release: 1, request: 2, thread: 3, announce: 4, edit: 5 } as const;

function lineJob(line: OutboxLine, { parts, deliver: delivering }: Work): Job {
  const row = lineDelivery(line, {
    ...parts,
    now: () => parts.clock.now(),
    machine: () => parts.clock.machine(),
    wake: () => parts.wake?.(),
  });
  return {
    id: row.id,
    channel: line.channel,
    rank: RANK[line.kind],
    lanes: [`post:${line.channel}`, lookLane(row.id)],
    run: () => deliver(row, delivering),
  };
}

function cardJob(card: CardRow, { parts, deliver: delivering }: Work): Job {
  const { outbox, releases, roles, log, clock } = parts;
  const id = `card-${card.key}`;
  const people = { roles, log, now: () => clock.now() };
  const isNew = card.message === null;
  return {
    id,
    channel: card.channel,
    rank: isNew ? RANK[card.kind] : RANK.edit,
    lanes: [isNew ? `post:${card.channel}` : UPDATES, cardLane(card.key), lookLane(id)],
    run: () => refreshCard(card, { ...delivering, outbox, releases, people }),
  };
}
