export interface Review {
  readonly id: number;
  readonly login: string;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  readonly commit: string;
  readonly body: string;
  /** Machine time. */
  readonly at: number;
}

/** A pull request as it is now. Never changed in place: a newer one takes its number. */
export interface Pull {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly author: string;
  readonly state: 'open' | 'closed';
  readonly draft: boolean;
  readonly base: { readonly branch: string; readonly sha: string };
  readonly head: {
    readonly branch: string;
    readonly sha: string /** The login of the fork's owner. */;
    readonly fork: string | null;
  };
  readonly labels: readonly string[];
  readonly requested: readonly string[];
  readonly reviews: readonly Review[];
  readonly merged: { readonly by: string; readonly sha: string; readonly at: number } | null;
  readonly autoMerge: { readonly by: string; readonly method: MergeMethod } | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly closedAt: number | null;
}

export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** The newest opinion of each person but the author. */
export function opinions(pull: Pull): readonly Review[] {
  const newest = new Map<string, Review>();
  for (const review of pull.reviews) {
    if (review.login !== pull.author && review.state !== 'COMMENTED') newest.set(review.login, review);
  }
  return [...newest.values()].filter(({ state }) => state !== 'DISMISSED');
}
