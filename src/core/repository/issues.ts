/** Issues and pull requests, by what they are planned for. */
export interface Issues {
  /** What is left of a milestone or under a label; undefined when the host knows none of this name. */
  planned(plan: Plan): Promise<Planned | undefined>;
}

export interface Plan {
  readonly by: 'milestone' | 'label';
  /** Whole, as the host has it. */
  readonly name: string;
}

export interface Planned {
  readonly url: string;
  readonly open: readonly PlannedIssue[];
  /** How much of it is done; null where the host does not count. */
  readonly closed: number | null;
}

export interface PlannedIssue {
  readonly number: number;
  readonly title: string;
  readonly isPullRequest: boolean;
}
