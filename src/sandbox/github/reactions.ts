import { mergeWhatIsArmed } from './pulls/auto-merge.ts';
import { openPulls } from './pulls/following.ts';
import { advanceQueues } from './pulls/queue.ts';
import type { World } from './world.ts';

/** What may let something merge that has waited for it. */
const REASONS: ReadonlySet<string> = new Set([
  'check_run',
  'status',
  'pull_request',
  'pull_request_review',
  'repository_ruleset',
]);

/** GitHub merges by itself what is armed or queued, as soon as nothing speaks against it. */
export function reactTo(world: World, signal: AbortSignal): void {
  let isDue = false;
  world.events.listen(({ name }) => {
    const mayMatter = world.queue.length > 0 || openPulls(world).some(({ autoMerge }) => autoMerge !== null);
    if (isDue || !mayMatter || !REASONS.has(name)) return;
    isDue = true;
    // It waits until whatever goes on just now is over.
    void world.alone(async () => {
      isDue = false;
      if (signal.aborted) return;
      await mergeWhatIsArmed(world);
      await advanceQueues(world);
    });
  });
}
