import cron from 'node-cron';
import type { Releases } from '../core/ports.ts';
import { cronOf } from '../core/time/calendar.ts';
import { tellAway } from './away.ts';
import { tellFollowUp } from './follow-ups.ts';
import { createKeeper } from './freezes/keeper.ts';
import { nagAll } from './freezes/nag.ts';
import { planGuards } from './freezes/plan-guards.ts';
import type { Heard } from './heard.ts';
import { wakeWaiting } from './heard.ts';
import type { EngineParts, GivenParts } from './parts.ts';
import { createReality } from './reality/reality.ts';
import { createReleases } from './releases.ts';
import { fireSchedules, planSchedules } from './schedule.ts';
import { takeInbox } from './take-inbox.ts';
import { tellBroken } from './tell-broken.ts';
import { createWork } from './work.ts';

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
