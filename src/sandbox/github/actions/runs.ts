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
  /** After every change, with what the run has become and what it was. */
  readonly onChange: (run: Run, before: Run | undefined) => void;
  readonly signal: AbortSignal;
}

/** May be changed at any time. */
export interface RunManners {
  /** Machine milliseconds, as the others. */
  queueMs: number;
  jobMs: number;
  /** Until a new run is in the lists. */
  listLagMs: number;
  /** The status with which an older server refuses `return_run_details`; undefined when it knows it. */
  refusesRunDetails: 400 | 422 | undefined;
}

export interface NewRun extends Pick<Run, 'event' | 'ref' | 'sha' | 'actor'> {
  /** With its expressions filled in. */
  readonly workflow: Workflow;
  /** What it is called without a name of its own; its workflow's name when absent. */
  readonly subject?: string;
}

/** The runs of all workflows, each on its way in its own time: one job after the other, held where an environment is guarded. */
export class Runs {
  /** The files of workflows that are switched off. */
  readonly disabled = new Set<string>();
  readonly #options: RunsOptions;
  readonly #failing = new Set<string>();
  #runs: readonly Run[] = [];
  #ids = 7000;

  constructor(options: RunsOptions) {
    this.#options = options;
  }

  get manners(): RunManners {
    return this.#options.manners;
  }

  /** Newest first. */
  get all(): readonly Run[] {
    return this.#runs;
  }

  find(id: number): Run | undefined {
    return this.#runs.find((run) => run.id === id);
  }

  begin({ subject, ...asked }: NewRun): Run {
    const at = this.#options.machine();
    const run: Run = {
      ...asked,
      title: asked.workflow.runName || (subject ?? asked.workflow.name),
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
    this.#options.onChange(run, undefined);
    void this.#start(run);
    return run;
  }

  /** Takes over the runs of an earlier life, newest first; those under way are carried on. */
  goOn(runs: readonly Run[]): void {
    this.#runs = runs;
    this.#ids = Math.max(this.#ids, ...runs.flatMap(({ id, jobs }) => [id, ...jobs.map((job) => job.id)]));
    for (const { id, attempt } of runs) void this.#advance(id, attempt);
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
    const before = this.find(changed.id);
    const run = { ...changed, updatedAt: this.#options.machine() };
    this.#runs = this.#runs.map((other) => (other.id === run.id ? run : other));
    this.#options.onChange(run, before);
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
