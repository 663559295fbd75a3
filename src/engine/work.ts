import { setTimeout as sleep } from 'node:timers/promises';
import type { StepRecord } from '../core/store.ts';
import { advance } from './advance.ts';
import { greet } from './greet.ts';
import type { EngineParts } from './parts.ts';
import { lookAt, perform } from './perform.ts';
import { remindAll } from './remind.ts';
import type { Wanted } from './turn.ts';

/** Machine time. */
const BREATH_MS = 1;

export interface Work {
  poke(release: string): void;
  /** Never rejects. */
  hold(promise: Promise<void>): void;
  /** Those that could not be moved because the store failed. */
  pokeFailed(): void;
  settled(): Promise<void>;
  isBusy(): boolean;
  close(): void;
}

/**
 * One release is moved by one chain of work at a time; different releases don't wait for each other. `moved` is called
 * after each.
 */
export function createWork(parts: EngineParts, moved: () => void): Work {
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
    // Whoever pokes is answered first: a person waits for the acknowledgement of a click, and nobody for this. A moment of
    // sleep, since whoever carries the answer further may need the processor that this would keep busy.
    await sleep(BREATH_MS);
    try {
      while (state.again && !closed) {
        state.again = false;
        await drive(release);
      }
    } finally {
      // With the last look at `again`, and not a moment later: a poke in between would be lost.
      driving.delete(release);
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
        .finally(moved),
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
