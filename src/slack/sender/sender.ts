import { messageOf } from '../../core/errors.ts';
import type { CardRow, Clock, Log, Outbox, OutboxLine, Releases, Roles } from '../../core/ports.ts';
import type { Clients } from '../clients.ts';
import { cardLane, refreshCard, UPDATES } from './card-job.ts';
import { createChannels } from './channels.ts';
import { type DeliverParts, deliver, lookLane } from './deliver.ts';
import { lineDelivery } from './line-job.ts';
import { createPace, type PaceSettings, SLACK_PACE } from './pace.ts';

export interface SenderParts {
  readonly outbox: Outbox;
  readonly releases: Releases;
  readonly roles: Roles;
  readonly clients: Clients;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when a line has arrived, or never will. */
  readonly wake?: (() => void) | undefined;
  readonly pace?: PaceSettings;
  /** Milliseconds of machine time after a send of unknown end before it is looked for. */
  readonly settleMs?: number;
}

export interface Sender {
  /** Sends what may be sent now, and resolves when nothing more may. Safe to call at any time; never rejects. */
  pump(): Promise<void>;
  /** There is something new to say. */
  poke(): void;
  start(): void;
  /** Resolves when what is under way has ended. */
  stop(): Promise<void>;
}

/** The longest request and a little: before that it may still be travelling. */
const SETTLE_MS = 10_000;
/** How often it looks by itself, since another process may have written the row. */
const LOOK_MS = 1_000;
const BROKEN_MS = 5_000;

/** One thing to send: who goes first, which lanes it needs, and how it is done. */
interface Job {
  readonly id: string;
  readonly channel: string;
  readonly rank: number;
  readonly lanes: readonly string[];
  run(): Promise<void>;
}

/** Works off the outbox: first in first out per lane, needs-you first, at the pace that Slack allows. */
export function createSender(parts: SenderParts): Sender {
  const { clock, log } = parts;
  const pace = createPace(parts.pace ?? SLACK_PACE, () => clock.machine());
  const work: Work = {
    parts,
    deliver: {
      client: parts.clients.outgoing,
      channels: createChannels(parts.clients.reading, () => clock.machine()),
      pace,
      log,
      machine: () => clock.machine(),
      settleMs: parts.settleMs ?? SETTLE_MS,
    },
  };
  let running: Promise<void> | undefined;
  let isAskedAgain = false;
  let timer: NodeJS.Timeout | undefined;
  let isStarted = false;

  const pump = (): Promise<void> => {
    if (running) {
      isAskedAgain = true;
      return running;
    }
    running = untilQuiet(work)
      .catch((error: unknown) => log.error('the outbox could not be read', { error: messageOf(error) }))
      .finally(() => {
        running = undefined;
        schedule(isAskedAgain ? 0 : LOOK_MS / 4);
        isAskedAgain = false;
      });
    return running;
  };
  const schedule = (ms: number): void => {
    clearTimeout(timer);
    if (isStarted) timer = setTimeout(() => void pump(), ms);
  };
  return {
    pump,
    poke: () => (running ? void pump() : schedule(0)),
    start() {
      isStarted = true;
      schedule(0);
    },
    async stop() {
      isStarted = false;
      clearTimeout(timer);
      await running;
    },
  };
}

interface Work {
  readonly parts: SenderParts;
  readonly deliver: DeliverParts;
}

async function untilQuiet(work: Work): Promise<void> {
  while (await pass(work));
}

/** Does what may be done now, the channels beside each other. True when anything was done. */
async function pass(work: Work): Promise<boolean> {
  const {
    parts,
    deliver: { pace, machine, log },
  } = work;
  const lines = await parts.outbox.lines(machine());
  const cards = await parts.outbox.cards(machine());
  const jobs = [...lines.map((line) => lineJob(line, work)), ...cards.map((card) => cardJob(card, work))];
  const byChannel = Map.groupBy(
    jobs.sort((a, b) => a.rank - b.rank),
    ({ channel }) => channel,
  );
  const done = await Promise.all(
    [...byChannel.values()].map(async (own) => {
      let count = 0;
      for (const job of own) {
        if (pace.freeAt(job.lanes) > machine()) continue;
        count += 1;
        await job.run().catch((error: unknown) => {
          log.error('sending broke', { job: job.id, error: messageOf(error) });
          pace.block(lookLane(job.id), BROKEN_MS);
        });
      }
      return count;
    }),
  );
  return done.some((count) => count > 0);
}

/** A new request is what people wait for, and no line goes into a thread before its card stands. */
const RANK = { 'needs-you': 0, newCard: 1, thread: 2, announce: 3, edit: 4 } as const;

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
    rank: isNew ? RANK.newCard : RANK.edit,
    lanes: [isNew ? `post:${card.channel}` : UPDATES, cardLane(card.key), lookLane(id)],
    run: () => refreshCard(card, { ...delivering, outbox, releases, people }),
  };
}
