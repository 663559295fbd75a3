import type { RepositoryNews } from '../core/repository/news.ts';
import type { StepRecord } from '../core/store.ts';
import type { EngineParts } from './parts.ts';

export type Heard = Pick<RepositoryNews, 'repository' | 'branches' | 'pulls'>;

/** Lets every step of this repository that polls look now. One that was asked to pause keeps its pause. Never rejects. */
export async function wakeWaiting(
  repository: string,
  { store, log }: EngineParts,
  poke: (release: string) => void,
): Promise<void> {
  try {
    for (const id of await store.openIds()) {
      const plan = await store.plan(id);
      if (plan?.playbook.repository.toLowerCase() !== repository.toLowerCase()) continue;
      const woken = await store.withRelease(id, async (unit) => {
        const waiting = unit.steps.filter(isPolling);
        for (const step of waiting) step.retryAt = 0;
        return waiting.length > 0;
      });
      if (woken) poke(id);
    }
  } catch (error) {
    log.warn('news of a repository could not be passed on; it is polled anyway', { repository, error });
  }
}

function isPolling({ status, retryAt, tries }: StepRecord): boolean {
  return status === 'waiting' && retryAt !== null && tries === 0;
}
