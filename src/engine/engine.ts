import { setImmediate as immediate } from 'node:timers/promises';
import cron from 'node-cron';
import { messageOf, UserError } from '../core/errors.ts';
import type { Releases } from '../core/ports.ts';
import type { StepRecord } from '../core/store.ts';
import { cronOf } from '../core/time/calendar.ts';
import { advance } from './advance.ts';
import { tellAway } from './away.ts';
import { tellFollowUp } from './follow-ups.ts';
import { createKeeper } from './freezes/keeper.ts';
import { nagAll } from './freezes/nag.ts';
import { planGuards } from './freezes/plan-guards.ts';
import { greet } from './greet.ts';
import type { Heard } from './heard.ts';
import { wakeWaiting } from './heard.ts';
import type { EngineParts, GivenParts } from './parts.ts';
import { lookAt, perform } from './perform.ts';
import { createReality } from './reality/reality.ts';
import { createReleases } from './releases.ts';
import { remindAll } from './remind.ts';
import { fireSchedules, planSchedules } from './schedule.ts';
import { tellBroken } from './tell-broken.ts';
import type { Wanted } from './turn.ts';

export interface Engine {
  readonly releases: Releases;
  /** Moves what was left behind, then wakes by itself: every second, at each schedule, and after every change. */
  start(): Promise<void>;
  /** Finishes what is in hand for at most so long; the rest stays behind as intents. */
  stop(limitMs: number): Promise<void>;
  /** Everything that is due now, by either clock. */
  tick(): Promise<void>;
  /** Resolves when nothing is in hand. */
  settled(): Promise<void>;
  /** Looks at one release again. */
  poke(release: string): void;
  /** Something happened in a repository: whoever waits for it looks at once. */
  heard(news: Heard): void;
  /** Machine time at which everything due was looked at last. */
  lookedAt(): number;
}

const TICK_MS = 1_000;

export function createEngine(given: GivenParts): Engine {
  const news = new Map<string, number>();
  const parts: EngineParts = { ...given, heardAt: (repository) => news.get(repository.toLowerCase()) ?? 0 };
  const keeper = createKeeper(parts, (release) => work.poke(release));
  const work = createWork(parts, keeper.wake);
  const reality = createReality(parts);
  const releases = createReleases(parts, work.poke, keeper.wake);
  const timers: { stop(): void }[] = [];
  let running: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  let lookedAt = parts.clock.machine();

  /** One part of a look that fails must not keep releases from what is due. */
  const apart = async (what: string, part: () => Promise<void>): Promise<void> => {
    await part().catch((error: unknown) => parts.log.error(`${what} failed; it is tried again`, { error }));
  };
  const tickOnce = async (): Promise<void> => {
    const { store, clock } = parts;
    work.pokeFailed();
    await apart('opening what is scheduled', async () => {
      for (const id of await fireSchedules(parts)) work.poke(id);
    });
    await apart('telling of follow-ups', async () => {
      for (const { release, id } of await store.followUpsDue(clock.now())) await tellFollowUp(release, id, parts);
    });
    await apart('asking about forgotten freezes', () => nagAll(parts));
    await apart('taking orders from the inbox', () => takeInbox(parts, releases));
    for (const id of await store.due(clock.now(), clock.machine())) work.poke(id);
    lookedAt = clock.machine();
    keeper.tick();
    reality.tick();
  };
  /** A look that began before it was asked for may have read an older time, so it is not the one that is meant. */
  const tick = (): Promise<void> => {
    waiting ??= running.then(() => {
      waiting = undefined;
      const mine = tickOnce();
      running = mine.catch(() => {});
      return mine;
    });
    return waiting;
  };
  const wake = (): void => {
    tick().catch((error: unknown) => parts.log.error('the due loop failed; it tries again', { error }));
  };

  /** What the one leaves to the other is waited for, too. */
  const settled = async (): Promise<void> => {
    do {
      await work.settled();
      await keeper.settled();
      await reality.settled();
    } while (work.isBusy());
  };

  return {
    releases,
    tick,
    poke: work.poke,
    settled,
    heard: ({ repository }) => {
      news.set(repository.toLowerCase(), parts.clock.machine());
      work.hold(wakeWaiting(repository, parts, work.poke));
      keeper.lookAgain(repository);
      reality.lookAgain(repository);
    },
    lookedAt: () => lookedAt,

    async start() {
      await parts.store.voidLeases(parts.owner);
      const shelf = await parts.shelf();
      await planSchedules(shelf, parts);
      await planGuards(shelf, parts);
      keeper.lookAgain();
      for (const file of shelf.broken.keys()) await tellBroken(file.replace(/\.ya?ml$/, ''), shelf, parts);
      await tellAway(parts);
      for (const id of await parts.store.openIds()) work.poke(id);
      for (const { calendar, zone } of await parts.store.schedules()) {
        const task = cron.schedule(cronOf(calendar), wake, { timezone: zone });
        timers.push({ stop: () => void task.destroy() });
      }
      const timer = setInterval(wake, TICK_MS);
      timers.push({ stop: () => clearInterval(timer) });
      wake();
    },

    async stop(limitMs) {
      for (const timer of timers.splice(0)) timer.stop();
      work.close();
      keeper.close();
      const limit = new Promise<void>((resolve) => setTimeout(resolve, limitMs).unref());
      await Promise.race([running.then(settled), limit]);
    },
  };
}

/** Orders that the CLI left. A refusal is an answer, too. */
async function takeInbox({ store, log }: EngineParts, releases: Releases): Promise<void> {
  for (const { order, sender } of await store.inbox()) {
    try {
      // The door remembers it under its key, which answers the row.
      await releases.submit(order, sender);
    } catch (error) {
      if (!(error instanceof UserError)) log.error('an order of the inbox failed', { order: order.order, error });
      const fix = error instanceof UserError && error.fix ? `\n${error.fix}` : '';
      await store.answerInbox(sender.key, { refused: `${messageOf(error)}${fix}` });
    }
  }
}

interface Work {
  poke(release: string): void;
  /** Never rejects. */
  hold(promise: Promise<void>): void;
  /** Those that could not be moved because the store failed. */
  pokeFailed(): void;
  settled(): Promise<void>;
  isBusy(): boolean;
  close(): void;
}

/** One release is moved by one chain of work at a time; different releases don't wait for each other. */
function createWork(parts: EngineParts, moved: () => void): Work {
  const driving = new Map<string, { again: boolean }>();
  const acting = new Set<string>();
  const reading = new Set<string>();
  const inHand = new Set<Promise<void>>();
  /** A click may have been stored without its release having moved: nothing in the store would wake it again. */
  const failed = new Set<string>();
  let closed = false;

  const readKey = ({ release, run, step }: Pick<Wanted, 'release' | 'run' | 'step'>): string =>
    `${release}/${run}/${step}`;

  const launch = (wanted: Wanted, doing: typeof perform): void => {
    const marks = wanted.intent === null ? reading : acting;
    const mark = wanted.intent ?? readKey(wanted);
    marks.add(mark);
    const done = (): void => {
      marks.delete(mark);
      poke(wanted.release);
    };
    hold(
      doing(wanted, parts).then(done, (error: unknown) => {
        parts.log.error('an action could not be written down', { ...wanted, error });
        marks.delete(mark);
        // Not at once: a store that takes nothing would let a read be asked without a pause.
        failed.add(wanted.release);
      }),
    );
  };

  const drive = async (release: string): Promise<void> => {
    const { wanted, looks } = await parts.store.withRelease(release, async (unit) => {
      await greet(unit, parts);
      await remindAll(unit, parts);
      const isReading = ({ run, id }: StepRecord): boolean => reading.has(readKey({ release, run, step: id }));
      const wanted = await advance(unit, parts, isReading);
      const fresh = new Set(wanted.map(({ intent }) => intent));
      const machine = parts.clock.machine();
      const looks = unit.intents
        .filter(({ id, status, lookAt }) => status === 'open' && lookAt <= machine && !acting.has(id) && !fresh.has(id))
        .map(({ id, run, step, round, action }) => ({ release, run, step, round, action, intent: id }));
      return { wanted, looks };
    });
    for (const each of wanted) launch(each, perform);
    for (const each of looks) launch(each, lookAt);
  };

  const hold = (promise: Promise<void>): void => {
    inHand.add(promise);
    promise.finally(() => inHand.delete(promise));
  };

  const driveAll = async (release: string, state: { again: boolean }): Promise<void> => {
    // Whoever pokes is answered first: a person waits for the acknowledgement of a click, and nobody for this.
    await immediate();
    while (state.again && !closed) {
      state.again = false;
      await drive(release);
    }
  };

  const poke = (release: string): void => {
    if (closed) return;
    const state = driving.get(release);
    if (state) {
      state.again = true;
      return;
    }
    const fresh = { again: true };
    driving.set(release, fresh);
    hold(
      driveAll(release, fresh)
        .catch((error: unknown) => {
          parts.log.error('a release could not be moved; it is tried again', { release, error });
          failed.add(release);
        })
        .finally(() => {
          driving.delete(release);
          moved();
        }),
    );
  };

  return {
    poke,
    hold,
    pokeFailed() {
      const again = [...failed];
      failed.clear();
      again.forEach(poke);
    },
    async settled() {
      while (inHand.size > 0) await Promise.all(inHand);
    },
    isBusy: () => inHand.size > 0,
    close() {
      closed = true;
    },
  };
}
