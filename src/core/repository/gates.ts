import type { StatusState } from './pull-requests.ts';

/** Checks of a commit: what CI and others say about it. */
export interface Gates {
  /**
   * The newest result of every check run and status of a commit. With a branch, `required` says which of them its rules
   * ask for, and those that nobody has reported yet are there as `missing`.
   */
  of(commit: string, branch?: string): Promise<readonly Gate[]>;
  /** Says something about a commit. Safe to repeat; at most 1,000 times for one commit and context. */
  tell(commit: string, status: Status): Promise<void>;
}

export interface Gate {
  readonly name: string;
  readonly state: 'pass' | 'fail' | 'pending' | 'missing';
  readonly required: boolean;
  /** The host's own word: `timed_out`, `action_required` … */
  readonly word: string;
  readonly url: string | null;
}

export interface Status {
  readonly context: string;
  readonly state: StatusState;
  /** At most 140 characters. */
  readonly description: string;
  readonly url?: string | undefined;
}
