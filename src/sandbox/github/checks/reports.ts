export type StatusState = 'error' | 'failure' | 'pending' | 'success';

export interface Status {
  readonly id: number;
  readonly context: string;
  readonly state: StatusState;
  readonly description: string | null;
  readonly url: string | null;
  readonly by: string;
  readonly appId: number | null;
  /** Machine time. */
  readonly at: number;
}

export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion: string | null;
  readonly app: { readonly id: number; readonly slug: string };
  /** Machine time. */
  readonly startedAt: number;
  readonly completedAt: number | null;
}

/** What one check of a commit says, by whichever way it was told. */
export interface Report {
  readonly context: string;
  readonly outcome: 'pass' | 'fail' | 'pending';
  readonly appId: number | null;
}

const STATUSES_PER_CONTEXT = 1000;
const PASSES: ReadonlySet<string | null> = new Set(['success', 'neutral', 'skipped']);

/** What is said about commits: statuses and check runs. */
export interface Reports {
  /** Newest first, everything that was ever said. */
  statuses(sha: string): readonly Status[];
  /** The newest of each context. */
  latest(sha: string): readonly Status[];
  /** False when the context is full: a thousand for one commit. */
  tell(sha: string, status: Status): boolean;
  checkRuns(sha: string): readonly CheckRun[];
  check(sha: string, run: CheckRun): void;
  of(sha: string): readonly Report[];
}

export function createReports(): Reports {
  const statuses = new Map<string, Status[]>();
  const runs = new Map<string, Map<string, CheckRun>>();

  const latest = (sha: string): readonly Status[] => {
    const newest = new Map<string, Status>();
    for (const status of statuses.get(sha) ?? []) newest.set(status.context.toLowerCase(), status);
    return [...newest.values()];
  };
  return {
    statuses: (sha) => [...(statuses.get(sha) ?? [])].reverse(),
    latest,
    tell(sha, status) {
      const said = statuses.get(sha) ?? [];
      const same = said.filter(({ context }) => context.toLowerCase() === status.context.toLowerCase());
      if (same.length >= STATUSES_PER_CONTEXT) return false;
      said.push(status);
      statuses.set(sha, said);
      return true;
    },
    checkRuns: (sha) => [...(runs.get(sha)?.values() ?? [])],
    check(sha, run) {
      const known = runs.get(sha) ?? new Map<string, CheckRun>();
      known.set(`${run.app.id} ${run.name}`, run);
      runs.set(sha, known);
    },
    of: (sha) => [...latest(sha).map(ofStatus), ...[...(runs.get(sha)?.values() ?? [])].map(ofCheckRun)],
  };
}

function ofStatus({ context, state, appId }: Status): Report {
  const outcome = state === 'success' ? 'pass' : state === 'pending' ? 'pending' : 'fail';
  return { context, outcome, appId };
}

function ofCheckRun({ name, status, conclusion, app }: CheckRun): Report {
  const outcome = status !== 'completed' ? 'pending' : PASSES.has(conclusion) ? 'pass' : 'fail';
  return { context: name, outcome, appId: app.id };
}
