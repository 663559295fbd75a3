import type { Clock } from '../core/ports.ts';
import type { Store } from '../core/store.ts';

const NOTE = 'clock-offset';

/** Business time is machine time plus an offset that lies in the store, so that a restart does not jump back. */
export interface JumpingClock extends Clock {
  /** Moves business time to this instant. Never back. */
  set(now: number): Promise<void>;
}

export async function createClock(
  store: Pick<Store, 'note' | 'setNote'>,
  machine: () => number,
): Promise<JumpingClock> {
  let offset = Number((await store.note(NOTE)) ?? 0);
  const now = (): number => machine() + offset;
  return {
    now,
    machine,
    async set(to) {
      if (to <= now()) return;
      offset = to - machine();
      await store.setNote(NOTE, String(offset));
    },
  };
}
