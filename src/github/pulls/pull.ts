import { z } from 'zod';
import type { PullRequest } from '../../core/repository/pull-requests.ts';

const Login = z.object({ login: z.string() });

/** Whoever closed their account. */
export const GHOST = 'ghost';

/** As REST shows one; a list leaves out how it can be merged and who merged it. */
export const Pull = z
  .object({
    number: z.number(),
    html_url: z.string(),
    title: z.string(),
    body: z.string().nullable(),
    user: Login.nullable(),
    state: z.enum(['open', 'closed']),
    draft: z.boolean().default(false),
    base: z.object({ ref: z.string(), repo: z.object({ id: z.number() }) }),
    // Null when the fork is gone.
    head: z.object({ ref: z.string(), sha: z.string(), repo: z.object({ id: z.number() }).nullable() }),
    labels: z.array(z.object({ name: z.string() })),
    merged_at: z.string().nullable(),
    merge_commit_sha: z.string().nullable(),
    merged_by: Login.nullable().default(null),
    mergeable: z.boolean().nullable().default(null),
    mergeable_state: z.string().default('unknown'),
    auto_merge: z.looseObject({}).nullable().default(null),
  })
  .transform(
    (pull): PullRequest => ({
      number: pull.number,
      url: pull.html_url,
      title: pull.title,
      body: pull.body ?? '',
      author: pull.user?.login ?? GHOST,
      state: pull.merged_at === null ? pull.state : 'merged',
      draft: pull.draft,
      base: pull.base.ref,
      head: { branch: pull.head.ref, commit: pull.head.sha, isFork: pull.head.repo?.id !== pull.base.repo.id },
      labels: pull.labels.map(({ name }) => name),
      // Before a merge it is the commit that GitHub tries the merge on.
      mergeCommit: pull.merged_at === null ? null : pull.merge_commit_sha,
      mergedBy: pull.merged_by?.login ?? null,
      mergeable: pull.mergeable,
      mergeState: pull.mergeable_state,
      autoMerge: pull.auto_merge !== null,
    }),
  );
