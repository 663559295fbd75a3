import type { Clock, Log } from '../core/ports.ts';
import type { Store } from '../core/store.ts';
import { formatDuration } from '../core/time/duration.ts';
import type { EngineParts } from './parts.ts';
import { mainChannel } from './say.ts';

const NOTE = 'awake-at';
const EVERY_MS = 20_000;
/** A restart is nothing special; an absence longer than this is worth telling. */
const WORTH_TELLING_MS = 5 * 60_000;

/**
 * When the last process was last seen and this one came, in business time. Nothing when the gap is short. It is measured
 * in machine time: a jump of the clock right before a restart is no absence.
 */
export async function away(store: Pick<Store, 'note'>, clock: Clock): Promise<Pick<EngineParts, 'away'>> {
  const gap = clock.machine() - Number((await store.note(NOTE)) ?? clock.machine());
  const to = clock.now();
  return gap > WORTH_TELLING_MS ? { away: { from: to - gap, to } } : {};
}

/** Writes down now and then that this process is here. Returns how to stop. */
export function keepAwake(store: Pick<Store, 'setNote'>, clock: Clock, log: Log): () => void {
  const write = (): void => {
    store
      .setNote(NOTE, String(clock.machine()))
      .catch((error: unknown) => log.warn('the store takes no notes', { error }));
  };
  write();
  const timer = setInterval(write, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Says in the channel of every release that had something due how long nobody was there. */
export async function tellAway({ store, clock, away: gap }: EngineParts): Promise<void> {
  if (!gap) return;
  for (const release of new Set(await store.due(clock.now(), clock.machine()))) {
    await store.withRelease(release, async (unit) => {
      const text = `:zzz: Shipmate was away for ${formatDuration(gap.to - gap.from)}. What came due meanwhile is caught up now, in order.`;
      await unit.say({ kind: 'announce', channel: mainChannel(unit), text });
    });
  }
}
