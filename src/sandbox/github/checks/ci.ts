import { setTimeout as pause } from 'node:timers/promises';
import type { Events } from '../events.ts';
import { ACTIONS_APP } from '../logins.ts';
import type { CheckRun, Reports } from './reports.ts';

/** How CI behaves; may be changed at any time. */
export interface CiManners {
  /** Machine milliseconds that a check takes; 0 is done at once. */
  ms: number;
  /** What the checks of every push are called, and how they end; with no names there is no CI. */
  readonly checks: Map<string, string>;
}

/** Runs the checks of a commit that was pushed. */
export interface Ci {
  readonly manners: CiManners;
  start(sha: string): void;
  /** What somebody else says about a commit. */
  set(sha: string, name: string, conclusion: string): void;
}

export interface CiParts {
  readonly reports: Reports;
  readonly events: Events;
  readonly machine: () => number;
  readonly nextId: () => number;
  readonly signal: AbortSignal;
}

export function createCi(parts: CiParts): Ci {
  const { reports, machine, nextId, signal } = parts;
  const manners: CiManners = { ms: 0, checks: new Map(CHECKS) };

  async function run(sha: string, name: string): Promise<void> {
    const conclusion = (): string => manners.checks.get(name) ?? 'success';
    const queued = begun(name, { id: nextId(), at: machine() });
    if (manners.ms === 0) return tell(parts, sha, ended(queued, conclusion(), machine()));
    tell(parts, sha, queued);
    await pause(manners.ms / 4, undefined, { signal });
    reports.check(sha, { ...queued, status: 'in_progress' });
    await pause(manners.ms, undefined, { signal });
    tell(parts, sha, ended(queued, conclusion(), machine()));
  }

  return {
    manners,
    start(sha) {
      if (reports.checkRuns(sha).length > 0) return;
      // Only the end of the sandbox can end a pause early.
      for (const name of manners.checks.keys()) run(sha, name).catch(() => {});
    },
    set(sha, name, conclusion) {
      const at = machine();
      tell(parts, sha, ended(begun(name, { id: nextId(), at }), conclusion, at));
    },
  };
}

const CHECKS = [
  ['test', 'success'],
  ['lint', 'success'],
] as const;

function begun(name: string, { id, at }: { readonly id: number; readonly at: number }): CheckRun {
  return { id, name, status: 'queued', conclusion: null, app: ACTIONS_APP, startedAt: at, completedAt: null };
}

function ended(run: CheckRun, conclusion: string, at: number): CheckRun {
  return { ...run, status: 'completed', conclusion, completedAt: at };
}

function tell({ reports, events }: CiParts, sha: string, run: CheckRun): void {
  reports.check(sha, run);
  const action = run.status === 'completed' ? 'completed' : 'created';
  const check = { id: run.id, name: run.name, status: run.status, conclusion: run.conclusion, head_sha: sha };
  events.emit({ name: 'check_run', by: 'github-actions[bot]', payload: { action, check_run: check } });
}
