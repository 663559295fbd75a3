export interface PullRequests {
  read(number: number): Promise<PullRequest | undefined>;
  /** Of this branch of the repository itself, the newest hundred, newest first, whatever their state; into `base` if given. */
  from(head: string, base?: string): Promise<readonly PullRequest[]>;
  reviews(number: number): Promise<Reviews>;
  /** What the pull requests with these numbers say; numbers that are none are left out. */
  described(numbers: readonly number[]): Promise<ReadonlyMap<number, PullRequestText>>;
  /** Those that are open into this branch, with what was told to them under this context. */
  openInto(base: string, context: string): Promise<readonly OpenPullRequest[]>;
  /** The groups that a merge queue has formed for this branch, with what was told to them under this context. */
  queue(base: string, context: string): Promise<readonly MergeGroup[]>;
  create(request: NewPullRequest): Promise<PullRequest>;
  edit(number: number, change: { readonly title?: string; readonly body?: string }): Promise<void>;
  /** Returns the logins that the host did not take as reviewers. */
  requestReviews(number: number, logins: readonly string[]): Promise<readonly string[]>;
  merge(number: number, request: PullMerge): Promise<PullMerged>;
  /** Lets the merge queue of the branch merge it, at this head only. */
  enqueue(number: number, head: string): Promise<void>;
}

export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  /** The login of whoever opened it. */
  readonly author: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly draft: boolean;
  readonly base: string;
  readonly head: { readonly branch: string; readonly commit: string; readonly isFork: boolean };
  readonly labels: readonly string[];
  /** The commit that merged it. */
  readonly mergeCommit: string | null;
  readonly mergedBy: string | null;
  /** Null while the host works it out: ask again in a second or two. */
  readonly mergeable: boolean | null;
  /** The host's own word: `clean`, `blocked`, `behind`, `dirty`, `unstable`, `unknown`. */
  readonly mergeState: string;
  /** It merges by itself once its checks pass. */
  readonly autoMerge: boolean;
}

export interface PullRequestText {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  /** A login; that of a program ends in `[bot]`. */
  readonly author: string;
  readonly labels: readonly string[];
  /** Issues that it closes. */
  readonly closes: readonly number[];
}

export interface OpenPullRequest extends PullRequestText {
  readonly head: string;
  /** The name of its head branch. */
  readonly branch: string;
  readonly isFork: boolean;
  readonly draft: boolean;
  readonly autoMerge: boolean;
  readonly isQueued: boolean;
  /** At most the first hundred. */
  readonly paths: readonly string[];
  readonly hasMorePaths: boolean;
  /** The status on its head under the context that was asked for. */
  readonly told: { readonly state: StatusState; readonly description: string } | null;
}

export type StatusState = 'success' | 'failure' | 'pending' | 'error';

export interface MergeGroup {
  /** The commit that would become the branch. */
  readonly head: string;
  /** All that are in it, those that wait before it included. */
  readonly pulls: readonly number[];
  readonly told: { readonly state: StatusState; readonly description: string } | null;
}

export interface Reviews {
  /** The newest opinion of each person who may write, the author left out. */
  readonly opinions: readonly Opinion[];
  /** What the rules of the branch make of them: code owners included. Null when they ask for no review. */
  readonly decision: 'approved' | 'changes-requested' | 'review-required' | null;
  /** Logins whose review is still asked for. */
  readonly awaited: readonly string[];
}

export interface Opinion {
  readonly login: string;
  readonly state: 'approved' | 'changes-requested';
  /** The commit that was looked at. */
  readonly commit: string;
  /** UTC milliseconds. */
  readonly at: number;
}

export interface NewPullRequest {
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
}

export interface PullMerge {
  /** Refused when the pull request has another head by now. */
  readonly head: string;
  readonly method: 'merge' | 'squash' | 'rebase';
  readonly title?: string | undefined;
  readonly message?: string | undefined;
}

export type PullMerged =
  | { readonly merged: string }
  /** Its head is another one by now. */
  | { readonly moved: true }
  /** The branch is only merged into by its merge queue. */
  | { readonly queued: true }
  /** Plain text: a conflict, a check that is missing, a rule. */
  | { readonly refused: string };
