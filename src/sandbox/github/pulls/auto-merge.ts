import { Refusal } from '../routes/_route.ts';
import type { World } from '../world.ts';
import { changePull, pullEvent } from './changes.ts';
import { openPulls } from './following.ts';
import { mergePull } from './merge.ts';
import type { MergeMethod, Pull } from './pull.ts';

export function enableAutoMerge(
  world: World,
  pull: Pull,
  { by, method }: { readonly by: string; readonly method: MergeMethod },
): void {
  const armed = changePull(world, pull.number, { autoMerge: { by, method } });
  pullEvent(world, armed, { action: 'auto_merge_enabled', by });
}

/** Merges what is armed and may by now. Nobody's bypass helps it. */
export async function mergeWhatIsArmed(world: World): Promise<void> {
  for (const pull of openPulls(world)) {
    const { autoMerge } = world.pulls.get(pull.number) ?? pull;
    if (!autoMerge) continue;
    const merge = { by: { login: autoMerge.by, appId: null }, way: 'auto-merge', method: autoMerge.method } as const;
    await mergePull(world, pull, merge).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
    });
  }
}
