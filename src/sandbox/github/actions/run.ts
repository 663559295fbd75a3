import type { Workflow } from './workflow-file.ts';

/** One run of a workflow; never changed, but replaced by what it became. */
export interface Run {
  readonly id: number;
  readonly number: number;
  readonly workflow: Workflow;
  readonly event: 'workflow_dispatch' | 'push' | 'pull_request';
  /** The name of a branch or a tag. */
  readonly ref: string;
  readonly sha: string;
  readonly title: string;
  /** A login. */
  readonly actor: string;
  readonly attempt: number;
  readonly status: 'queued' | 'in_progress' | 'waiting' | 'completed';
  readonly conclusion: Conclusion | null;
  readonly jobs: readonly Job[];
  /** What was said of its environments, oldest first. */
  readonly approvals: readonly Approval[];
  /** Machine time. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped' | 'timed_out';

export interface Job {
  readonly id: number;
  readonly name: string;
  readonly environment: string | undefined;
  readonly status: Run['status'];
  readonly conclusion: Conclusion | null;
}

export interface Approval {
  readonly environments: readonly string[];
  readonly state: 'approved' | 'rejected';
  /** A login. */
  readonly by: string;
  readonly comment: string;
}

/** The job that is next; undefined when all are done. */
export function nextJob({ jobs }: Run): Job | undefined {
  return jobs.find(({ status }) => status !== 'completed');
}

/** Whether a job has to wait for somebody to let it into its environment. */
export function isHeld({ approvals }: Run, { environment }: Job, guarded: (name: string) => boolean): boolean {
  if (environment === undefined || !guarded(environment)) return false;
  return !approvals.some(({ environments, state }) => state === 'approved' && environments.includes(environment));
}

export function withJob(run: Run, job: Job): Run {
  return { ...run, jobs: run.jobs.map((other) => (other.id === job.id ? job : other)) };
}

/** The end of a run; jobs that did not get their turn are skipped. */
export function concluded(run: Run, conclusion: Conclusion): Run {
  const jobs = run.jobs.map((job): Job => {
    if (job.status === 'completed') return job;
    return { ...job, status: 'completed', conclusion: job.status === 'queued' ? 'skipped' : conclusion };
  });
  return { ...run, status: 'completed', conclusion, jobs };
}

/** The same run once more, from its first job. */
export function again(run: Run): Run {
  const jobs = run.jobs.map((job): Job => ({ ...job, status: 'queued', conclusion: null }));
  return { ...run, attempt: run.attempt + 1, status: 'queued', conclusion: null, jobs, approvals: [] };
}
