import type { GuardRecord } from '../../core/freeze/guard.ts';
import type { EngineParts } from '../parts.ts';
import { bringAbout } from './bring-about.ts';
import { lookAfter, type Suspicions } from './look-after.ts';
import { isTold, keyOf, type Sweep, sweepOn } from './sweep.ts';

/**
 * Brings about at the host what freezes want, beside everything else: a host that is slow or away holds up no release, no
 * click and no rollback. One call at a time to each repository.
 */
export interface Keeper {
  /** Begins what is due. Never rejects. */
  wake(): void;
  /** The same, and tells the next open pull requests: once a second. */
  tick(): void;
  /** Looks at everything again: at the start, and when a repository has news. */
  lookAgain(repository?: string): void;
  settled(): Promise<void>;
  close(): void;
}

interface Keeping {
  readonly parts: EngineParts;
  readonly sweeps: Map<string, Sweep>;
  readonly suspicions: Suspicions;
  readonly poke: (release: string) => void;
}

export function createKeeper(parts: EngineParts, poke: (release: string) => void): Keeper {
  const keeping: Keeping = { parts, poke, sweeps: new Map(), suspicions: new Map() };
  const busy = new Map<string, { again: boolean }>();
  const inHand = new Set<Promise<void>>();
  let closed = false;

  const hold = (promise: Promise<void>): void => {
    const held = promise.catch((error: unknown) =>
      parts.log.error('the keeper of freezes failed; it tries again', { error }),
    );
    inHand.add(held);
    held.finally(() => inHand.delete(held));
  };

  /** All that is due in one repository, one after the other; then the next open pull requests, when it is time for them. */
  const visit = async (repository: string, state: { again: boolean }, isTick: boolean): Promise<void> => {
    let tells = isTick;
    try {
      while (state.again && !closed) {
        state.again = false;
        for (const guard of await guardsOf(repository, parts)) {
          if (await bringOn(guard, keeping)) state.again = true;
        }
        if (state.again || !tells || closed) continue;
        tells = false;
        for (const guard of await guardsOf(repository, parts)) await sweepOne(guard, keeping);
      }
    } finally {
      // With the last look at `again`: who wakes the keeper a moment later begins anew.
      busy.delete(repository);
    }
  };

  const begin = async (isTick: boolean): Promise<void> => {
    const guards = await parts.store.guards();
    for (const repository of new Set(guards.map((guard) => guard.repository))) {
      const state = busy.get(repository);
      if (state) {
        state.again = true;
        continue;
      }
      const fresh = { again: true };
      busy.set(repository, fresh);
      hold(visit(repository, fresh, isTick));
    }
  };

  const wakeWith = (isTick: boolean): void => {
    if (!closed) hold(begin(isTick));
  };

  return {
    wake: () => wakeWith(false),
    tick: () => wakeWith(true),
    lookAgain: (repository) => {
      for (const sweep of keeping.sweeps.values()) sweep.listAt = 0;
      hold(makeDue(repository, parts).then(() => wakeWith(true)));
    },
    async settled() {
      while (inHand.size > 0) await Promise.all(inHand);
    },
    close() {
      closed = true;
    },
  };
}

async function guardsOf(repository: string, { store }: EngineParts): Promise<readonly GuardRecord[]> {
  return (await store.guards()).filter((guard) => guard.repository === repository);
}

/** True when something was done, after which something else may be due. */
async function bringOn(guard: GuardRecord, { parts, suspicions, poke }: Keeping): Promise<boolean> {
  const { state, nextAt, terms } = guard;
  if (nextAt === null || nextAt > parts.clock.machine()) return false;
  if (state === 'closed' || state === 'undone') await lookAfter(guard, parts, suspicions);
  else await bringAbout(guard, parts);
  if (terms.release !== null) poke(terms.release);
  return true;
}

async function sweepOne(guard: GuardRecord, { parts, sweeps }: Keeping): Promise<void> {
  if (!isTold(guard)) return void sweeps.delete(guard.playbook);
  const known = sweeps.get(guard.playbook);
  const sweep = known?.key === keyOf(guard) ? known : { key: keyOf(guard), todo: [], listAt: 0 };
  sweeps.set(guard.playbook, sweep);
  await sweepOn(guard, sweep, parts);
}

/** What is closed is looked at now. */
async function makeDue(repository: string | undefined, { store, clock }: EngineParts): Promise<void> {
  const isMeant = ({ repository: own }: GuardRecord): boolean =>
    repository === undefined || own.toLowerCase() === repository.toLowerCase();
  for (const { playbook } of (await store.guards()).filter(isMeant)) {
    await store.withHouse(async (house) => {
      const guard = await house.guard(playbook);
      if (guard?.state === 'closed' || guard?.state === 'undone') {
        await house.saveGuard({ ...guard, nextAt: clock.machine() });
      }
    });
  }
}
