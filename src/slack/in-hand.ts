import { setTimeout as sleep } from 'node:timers/promises';

/** What is being worked on right now. */
export interface InHand {
  /** Runs it, unless stopping. */
  run(work: () => Promise<void>): Promise<void>;
  /** Takes nothing new, and waits for the rest, at most so long. */
  settle(limitMs: number): Promise<void>;
}

export function createInHand(): InHand {
  const works = new Set<Promise<void>>();
  let isStopping = false;
  return {
    async run(work) {
      // Not acknowledged: Slack tells the person, who tries again when the next process is there.
      if (isStopping) return;
      const running = work();
      works.add(running);
      try {
        await running;
      } finally {
        works.delete(running);
      }
    },
    async settle(limitMs) {
      isStopping = true;
      await Promise.race([Promise.allSettled(works), sleep(limitMs, undefined, { ref: false })]);
    },
  };
}
