import { passed } from '../../faults.ts';
import {
  type Approval,
  again,
  type Conclusion,
  concluded,
  isHeld,
  type Job,
  nextJob,
  type Run,
  withJob,
} from './run.ts';
import type { Workflow } from './workflow-file.ts';

export interface RunsOptions {
  readonly machine: () => number;
  readonly manners: RunManners;
  /** Whether somebody must let a job into this environment. */
  readonly isGuarded: (environment: string) => boolean;
  /** After every change, with what the run has become. */
  readonly onChange: (run: Run) => void;
  readonly signal: AbortSignal;
}

/** Machine milliseconds; may be changed at any time. */
export interface RunManners {
  queueMs: number;
  jobMs: number;
}

export type NewRun = Pick<Run, 'workflow' | 'event' | 'ref' | 'sha' | 'title' | 'actor'>;

/** The runs of all workflows, each on its way in its own time: one job after the other, held where an environment is guarded. */
export class Runs {
  readonly #options: RunsOptions;
  readonly #failing = new Set<string>();
  #runs: readonly Run[] = [];
  #ids = 7000;

  constructor(options: RunsOptions) {
    this.#options = options;
  }

  /** Newest first. */
  get all(): readonly Run[] {
    return this.#runs;
  }

  find(id: number): Run | undefined {
    return this.#runs.find((run) => run.id === id);
  }

  begin(asked: NewRun): Run {
    const at = this.#options.machine();
    const run: Run = {
      ...asked,
      id: this.#id(),
      number: this.#runs.filter(({ workflow }) => workflow.file === asked.workflow.file).length + 1,
      attempt: 1,
      status: 'queued',
      conclusion: null,
      jobs: this.#jobsOf(asked.workflow),
      approvals: [],
      createdAt: at,
      updatedAt: at,
    };
    this.#runs = [run, ...this.#runs];
    this.#options.onChange(run);
    void this.#start(run);
    return run;
  }

  /** Lets a waiting run on, or ends it. */
  review(id: number, approval: Approval): void {
    const run = this.find(id);
    if (run?.status !== 'waiting') return;
    const reviewed = { ...run, approvals: [...run.approvals, approval] };
    if (approval.state === 'rejected') {
      this.#become(concluded(reviewed, 'failure'));
    } else {
      this.#become({ ...reviewed, status: 'in_progress' });
      void this.#advance(id, run.attempt);
    }
  }

  /** Ends a run that is still on its way; false when it has ended already. */
  conclude(id: number, conclusion: Conclusion): boolean {
    const run = this.find(id);
    if (!run || run.status === 'completed') return false;
    this.#become(concluded(run, conclusion));
    return true;
  }

  /** Once more, as another attempt; false while it still runs. */
  rerun(id: number): boolean {
    const run = this.find(id);
    if (run?.status !== 'completed') return false;
    const fresh = again(run);
    this.#become(fresh);
    void this.#start(fresh);
    return true;
  }

  /** Lets the first job of the next run of this workflow fail. */
  failNext(file: string): void {
    this.#failing.add(file);
  }

  async #start({ id, attempt }: Run): Promise<void> {
    const { manners, signal } = this.#options;
    if (await passed(manners.queueMs, signal)) await this.#advance(id, attempt);
  }

  async #advance(id: number, attempt: number): Promise<void> {
    const run = this.#current(id, attempt);
    const job = run && nextJob(run);
    if (!run) return;
    if (!job) return this.#become(concluded(run, 'success'));
    if (isHeld(run, job, this.#options.isGuarded)) {
      return this.#become({ ...withJob(run, { ...job, status: 'waiting' }), status: 'waiting' });
    }
    this.#become({ ...withJob(run, { ...job, status: 'in_progress' }), status: 'in_progress' });
    const { manners, signal } = this.#options;
    if (await passed(manners.jobMs, signal)) await this.#finish(id, attempt, job);
  }

  async #finish(id: number, attempt: number, job: Job): Promise<void> {
    const run = this.#current(id, attempt);
    if (!run) return;
    const failed = this.#failing.delete(run.workflow.file);
    if (failed) return this.#become(concluded(run, 'failure'));
    this.#become(withJob(run, { ...job, status: 'completed', conclusion: 'success' }));
    await this.#advance(id, attempt);
  }

  /** Undefined when it has ended, or was started again, meanwhile. */
  #current(id: number, attempt: number): Run | undefined {
    const run = this.find(id);
    return run?.attempt === attempt && run.status !== 'completed' ? run : undefined;
  }

  #become(changed: Run): void {
    const run = { ...changed, updatedAt: this.#options.machine() };
    this.#runs = this.#runs.map((other) => (other.id === run.id ? run : other));
    this.#options.onChange(run);
  }

  #jobsOf({ jobs }: Workflow): readonly Job[] {
    return jobs.map(({ name, environment }) => ({
      id: this.#id(),
      name,
      environment,
      status: 'queued',
      conclusion: null,
    }));
  }

  #id(): number {
    this.#ids += 1;
    return this.#ids;
  }
}
