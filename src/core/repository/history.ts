/** What was committed, read from a mirror of the repository on this machine that is brought up to date first. */
export interface History {
  /** Commits that `head` has and `base` has not, newest first; without a base all of them. Refs are branches, tags or commits. */
  commits(range: Range): Promise<readonly Commit[]>;
  /** The same commits, and what differs between `base` and `head`; without a base all that there is. */
  withStatistics(range: Range): Promise<{ readonly commits: readonly Commit[]; readonly statistics: Statistics }>;
}

export interface Range {
  readonly base?: string | undefined;
  readonly head: string;
}

export interface Commit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly author: string;
  /** An e-mail address. */
  readonly email: string;
  /** UTC milliseconds. */
  readonly at: number;
  readonly subject: string;
  readonly body: string;
}

export interface Statistics {
  readonly files: number;
  readonly added: number;
  readonly removed: number;
}
