import { lastingBranches } from '../../core/playbook/places.ts';
import type { PlaybookShelf } from '../../core/ports.ts';
import type { EngineParts } from '../parts.ts';
import { termsByHand } from './change-freeze.ts';
import { wished } from './want-guard.ts';

/**
 * Where statuses are all there is, a pull request needs one outside of a freeze, too: the check is required at any time,
 * and whatever nobody has spoken about is closed.
 */
export async function planGuards({ good }: PlaybookShelf, { store, clock }: EngineParts): Promise<void> {
  const known = (await store.guards()).map(({ playbook }) => playbook);
  for (const playbook of good.values()) {
    const { playbook: name, repository, freeze } = playbook;
    if (freeze?.mode !== 'status' || known.includes(name)) continue;
    const lasting = lastingBranches(playbook).filter(({ key }) => freeze.branches.includes(key));
    const branches = lasting.map(({ name: branch }) => branch);
    const wish = {
      playbook: name,
      repository,
      mode: freeze.mode,
      branches,
      terms: termsByHand(playbook),
      machine: clock.machine(),
    };
    const guard = branches.length > 0 ? wished(undefined, wish) : undefined;
    if (!guard) continue;
    await store.withHouse((house) =>
      house.saveGuard({ ...guard, closings: 0, wanted: 'open', state: 'open', untold: null, nextAt: null }),
    );
  }
}
