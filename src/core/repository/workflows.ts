/** Workflows that the host runs. */
export interface Workflows {
  /** Whether the workflow of this file name can be started at all; `reason` is plain text. */
  look(file: string): Promise<{ readonly active: true } | { readonly active: false; readonly reason: string }>;
  /** Starts it; the id of its run, or null when the host does not tell. Never sent twice by itself. */
  dispatch(request: Dispatch): Promise<{ readonly run: number | null }>;
  /** The run that a dispatch began, by its correlation or, without one, the only one since then. */
  find(sought: Sought): Promise<WorkflowRun | undefined>;
  run(id: number): Promise<WorkflowRun | undefined>;
  /** The jobs of the newest attempt of a run. */
  jobs(id: number): Promise<readonly WorkflowJob[]>;
  /** Every run that waits for an environment now, newest first, whatever began it. */
  waitingRuns(): Promise<readonly WorkflowRun[]>;
  /** Runs of this commit that a push began, newest first. */
  ofCommit(commit: string): Promise<readonly WorkflowRun[]>;
  /** The newest run of the workflow of this file name on this commit, whatever began it. */
  newestOf(file: string, commit: string): Promise<WorkflowRun | undefined>;
  /** Environments that a run waits for. */
  waiting(id: number): Promise<readonly WaitingEnvironment[]>;
  /** Lets a waiting run into environments, in the name of whoever the host knows us as. */
  approve(id: number, request: { readonly environments: readonly number[]; readonly comment: string }): Promise<void>;
}

export interface Dispatch {
  readonly file: string;
  /** A branch or a tag. */
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
}

export interface Sought {
  readonly file: string;
  readonly ref: string;
  /** Machine time just before the dispatch, UTC milliseconds. */
  readonly since: number;
  /** A word that the run carries in its name. */
  readonly correlation?: string | undefined;
}

export interface WorkflowRun {
  readonly id: number;
  readonly url: string;
  readonly name: string;
  /** `waiting`: for an environment to be approved. */
  readonly state: 'queued' | 'running' | 'waiting' | 'success' | 'failure';
  /** The host's own word: `cancelled`, `timed_out` … */
  readonly word: string;
  readonly attempt: number;
  readonly headCommit: string;
}

export interface WorkflowJob {
  readonly name: string;
  readonly state: 'pending' | 'success' | 'failure';
  /** The host's own word: `skipped`, `cancelled`, `timed_out` … */
  readonly word: string;
  readonly url: string;
}

export interface WaitingEnvironment {
  readonly id: number;
  readonly name: string;
  readonly canApprove: boolean;
}
