import { accountOf } from '../logins.ts';
import { notFound, Refusal } from '../routes/_route.ts';
import { tellRuleset } from '../routes/rulesets.ts';
import type { World } from '../world.ts';
import type { Ruleset } from './ruleset.ts';

/** Switches a ruleset on or off in the settings of the repository, which only administrators see. */
export function enforce(
  world: World,
  id: number,
  { enforcement, by }: { readonly enforcement: Ruleset['enforcement']; readonly by: string },
): void {
  if (accountOf(by).role !== 'admin') throw new Refusal(403, 'Must have admin rights to Repository.');
  const ruleset = world.rulesets.get(id);
  if (!ruleset) throw notFound();
  const changed = { ...ruleset, enforcement, updatedAt: world.machine() };
  world.rulesets.set(id, changed);
  tellRuleset(world, 'edited', { ruleset: changed, by });
}
