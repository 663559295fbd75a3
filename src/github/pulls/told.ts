import { z } from 'zod';
import type { OpenPullRequest } from '../../core/repository/pull-requests.ts';

const State = z
  .enum(['SUCCESS', 'FAILURE', 'ERROR', 'PENDING', 'EXPECTED'])
  .transform(
    (state) =>
      (({ SUCCESS: 'success', FAILURE: 'failure', ERROR: 'error', PENDING: 'pending', EXPECTED: 'pending' }) as const)[
        state
      ],
  );

/** What the fragment `Told` of the documents brings. */
export const Told = z.object({
  status: z.object({ context: z.object({ state: State, description: z.string().nullable() }).nullable() }).nullable(),
});

export function readTold(commit: z.output<typeof Told> | undefined): OpenPullRequest['told'] {
  const context = commit?.status?.context;
  return context ? { state: context.state, description: context.description ?? '' } : null;
}
