import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import type { Opinion, Reviews } from '../../core/repository/pull-requests.ts';
import type { Api } from '../api.ts';
import { PULL_REQUEST_REVIEWS } from '../documents.ts';

const Login = z.object({ login: z.string() });

const Review = z.object({
  author: Login.nullable(),
  state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED', 'COMMENTED', 'PENDING']),
  submittedAt: z.string().nullable(),
  commit: z.object({ oid: z.string() }).nullable(),
});

const DECISIONS = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  REVIEW_REQUIRED: 'review-required',
} as const;

const Reviewed = z.object({
  author: Login.nullable(),
  reviewDecision: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'REVIEW_REQUIRED']).nullable(),
  latestOpinionatedReviews: z.object({ nodes: z.array(Review) }).nullable(),
  reviewRequests: z
    .object({
      // Null for a team that may not be seen.
      nodes: z.array(z.object({ requestedReviewer: z.object({ login: z.string().optional() }).nullable() })),
    })
    .nullable(),
});

const Answer = z.object({ repository: z.object({ pullRequest: Reviewed.nullable() }) });

export async function readReviews(api: Api, number: number): Promise<Reviews> {
  const { repository } = await api.query(PULL_REQUEST_REVIEWS, { number }, Answer);
  if (repository.pullRequest) return reviewsOf(repository.pullRequest);
  throw new UserError('no_pull_request', `there is no pull request #${number}`);
}

/** Nobody has an opinion of their own pull request, and what was dismissed is none any more. */
export function reviewsOf(reviewed: z.output<typeof Reviewed>): Reviews {
  const { author, reviewDecision, latestOpinionatedReviews, reviewRequests } = reviewed;
  const opinions = latestOpinionatedReviews?.nodes.flatMap(opinionOf) ?? [];
  return {
    opinions: opinions.filter(({ login }) => login !== author?.login),
    decision: reviewDecision && DECISIONS[reviewDecision],
    awaited: reviewRequests?.nodes.flatMap(({ requestedReviewer }) => requestedReviewer?.login ?? []) ?? [],
  };
}

function opinionOf({ author, state, submittedAt, commit }: z.output<typeof Review>): readonly Opinion[] {
  if (state !== 'APPROVED' && state !== 'CHANGES_REQUESTED') return [];
  // Without a name or a commit it can't be held against anything.
  if (!author || !commit || submittedAt === null) return [];
  const said = state === 'APPROVED' ? 'approved' : 'changes-requested';
  return [{ login: author.login, state: said, commit: commit.oid, at: Date.parse(submittedAt) }];
}
