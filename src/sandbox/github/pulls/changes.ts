import type { World } from '../world.ts';
import type { Pull } from './pull.ts';
import { shownPull } from './shown.ts';

/** The pull request as it is now, with something changed. */
export function changePull(world: World, number: number, change: Partial<Pull>): Pull {
  const pull = world.pulls.get(number);
  if (!pull) throw new Error(`there is no pull request \`${number}\``);
  const changed = { ...pull, ...change, updatedAt: world.machine() };
  world.pulls.set(number, changed);
  return changed;
}

export function pullEvent(
  world: World,
  pull: Pull,
  {
    action,
    by,
    more = {},
  }: { readonly action: string; readonly by: string; readonly more?: Readonly<Record<string, unknown>> },
): void {
  const payload = { action, number: pull.number, pull_request: shownPull(world, pull), ...more };
  world.events.emit({ name: 'pull_request', by, payload });
}
