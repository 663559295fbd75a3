import { messageOf } from '../../core/errors.ts';
import type { Clock, Log, Outbox, Releases, Roles } from '../../core/ports.ts';
import type { Clients } from '../clients.ts';
import { createChannels } from './channels.ts';
import { lookLane } from './deliver.ts';
import { dueJobs, type Job, type Work } from './jobs.ts';
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
  readonly pace?: PaceSettings | undefined;
  /** Milliseconds of machine time after a send of unknown end before it is looked for. */
  readonly settleMs?: number | undefined;
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
/** How often it looks by itself: rows become due with time, and other processes write some. */
const LOOK_MS = 250;
/** How long a row is left alone whose sending broke on our side. */
const BROKEN_MS = 5_000;

/** Works off the outbox: first in first out per lane, the most urgent first, at the pace that Slack allows. */
export function createSender(parts: SenderParts): Sender {
  const work = workOf(parts);
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let state: 'idle' | 'started' | 'stopped' = 'idle';
  let isPoked = false;

  const untilQuiet = async (): Promise<void> => {
    try {
      while (state !== 'stopped' && (await pass(work)));
    } catch (error) {
      parts.log.error('the outbox could not be read', { error: messageOf(error) });
    }
    running = undefined;
    schedule(isPoked ? 0 : LOOK_MS);
    isPoked = false;
  };
  const pump = (): Promise<void> => {
    running ??= untilQuiet();
    return running;
  };
  const schedule = (ms: number): void => {
    clearTimeout(timer);
    if (state === 'started') timer = setTimeout(() => void pump(), ms);
  };
  return {
    pump,
    poke() {
      if (running) isPoked = true;
      else schedule(0);
    },
    start() {
      state = 'started';
      schedule(0);
    },
    async stop() {
      state = 'stopped';
      clearTimeout(timer);
      await running;
    },
  };
}

function workOf(parts: SenderParts): Work {
  const { clients, clock, log } = parts;
  const machine = (): number => clock.machine();
  return {
    parts,
    deliver: {
      client: clients.outgoing,
      channels: createChannels(clients.reading, machine),
      pace: createPace(parts.pace ?? SLACK_PACE, machine),
      log,
      machine,
      settleMs: parts.settleMs ?? SETTLE_MS,
    },
  };
}

/** Does what may be done now, the channels beside each other. True when anything was done. */
async function pass(work: Work): Promise<boolean> {
  const channels = Map.groupBy(await dueJobs(work), ({ channel }) => channel);
  const done = await Promise.all([...channels.values()].map((jobs) => inOrder(jobs, work)));
  return done.some(Boolean);
}

async function inOrder(jobs: readonly Job[], { deliver: { pace, machine, log } }: Work): Promise<boolean> {
  let hasDone = false;
  for (const job of jobs) {
    if (pace.freeAt(job.lanes) > machine()) continue;
    hasDone = true;
    await job.run().catch((error: unknown) => {
      log.error('sending broke', { job: job.id, error: messageOf(error) });
      pace.block(lookLane(job.id), BROKEN_MS);
    });
  }
  return hasDone;
}
