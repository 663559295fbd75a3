import type { GuardView } from '../freeze/guard.ts';
import type { Ask } from './ask.ts';
import type { Output } from './move.ts';
import type { Plan, PlannedPhase } from './plan.ts';

export type ReleaseStatus = 'open' | 'finished' | 'cancelled' | 'rolled-back';

/** The main run, a rollback beside it, or one pull request that is let through a freeze. */
export type RunKind = 'main' | 'rollback' | 'exception';

/** Runs are called `main`, `rollback-1`, `exception-2`. */
export function runKind({ id }: { readonly id: string }): RunKind {
  if (id === 'main') return 'main';
  return id.startsWith('exception') ? 'exception' : 'rollback';
}

/** What a run does: the phases that it brings itself, else those of the plan. */
export function phasesOfRun(
  plan: Pick<Plan, 'phases' | 'rollback'>,
  run: { readonly id: string; readonly ownPhases: readonly PlannedPhase[] | null },
): readonly PlannedPhase[] {
  return run.ownPhases ?? (runKind(run) === 'rollback' ? plan.rollback : plan.phases);
}

export type RunStatus = 'running' | 'suspended' | 'finished' | 'cancelled';

/**
 * `pending`: not begun. `active`: begun, moving by itself. `waiting`: for people, a time or the outside. `stopped`:
 * failed or refused, a person continues. `superseded` never stays: a new round makes the step pending again.
 */
export type StepStatus = 'pending' | 'active' | 'waiting' | 'stopped' | 'done' | 'skipped';

export function isEnded(status: StepStatus): boolean {
  return status === 'done' || status === 'skipped';
}

/** Everything that can be shown of one release. The card, `status` and the CLI are drawn from it and from nothing else. */
export interface ReleaseView {
  /** Short enough to type: `kars-17`. */
  readonly id: string;
  readonly plan: Plan;
  readonly version: string;
  /** The version may still change until the first step that uses it outside. */
  readonly provisional: boolean;
  /** The last version proven live before this release. */
  readonly previous: string | null;
  readonly summary: string;
  /** Of a hotfix: the number of the incident, as it was typed; '' when there is none. */
  readonly incident: string;
  readonly status: ReleaseStatus;
  /** Slack user id, or null when a schedule opened it. */
  readonly openedBy: string | null;
  readonly openedAt: number;
  readonly endedAt: number | null;
  readonly hold: { readonly by: string; readonly at: number; readonly reason: string } | null;
  /** The main run first, then rollbacks and exceptions, oldest first. */
  readonly runs: readonly RunView[];
  /** Branches that this release holds closed. */
  readonly frozen: readonly string[];
  /** How the freeze of its playbook stands at the host; null when it is a word alone. */
  readonly guard: GuardView | null;
  readonly followUps: readonly FollowUpView[];
  /** Effects that nobody knows the end of, for a person to answer. */
  readonly unsure: readonly UnsureView[];
  /** The number and hash of the newest fact. */
  readonly head: { readonly seq: number; readonly hash: string };
}

export interface RunView {
  /** `main`, `rollback-1`, `exception-2` … */
  readonly id: string;
  /** What it does, when the plan of the release does not say it: an exception's own. */
  readonly ownPhases: readonly PlannedPhase[] | null;
  readonly status: RunStatus;
  /** Of a rollback: why, and to which version. */
  readonly reason: string | null;
  readonly toVersion: string | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly steps: readonly StepState[];
}

export interface StepState {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  /** Index into the phases of its run. */
  readonly phase: number;
  readonly parent: string | null;
  readonly owner: string;
  readonly status: StepStatus;
  /** 1 for the first time. */
  readonly round: number;
  /** Plain text: why it waits, what came of it, why it stopped. */
  readonly note: string;
  readonly ask: Ask | null;
  /** Business time: when it looks again by itself, or when it begins. */
  readonly until: number | null;
  /** Business time: when its `due` is over. */
  readonly deadline: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly output: Output;
}

export interface UnsureView {
  readonly intent: string;
  readonly run: string;
  readonly step: string;
  readonly title: string;
  readonly action: string;
  readonly owner: string;
  /** Plain text: what was tried and what could not be told. */
  readonly why: string;
  /** `decide` and the like: the roles that may answer. */
  readonly of: readonly string[];
}

export interface FollowUpView {
  readonly id: number;
  readonly title: string;
  readonly owner: string;
  readonly dueAt: number;
  readonly doneAt: number | null;
  readonly doneBy: string | null;
}

export interface HistoryRow {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly version: string;
  readonly status: ReleaseStatus;
  readonly openedAt: number;
  readonly endedAt: number | null;
}

export interface FreezeView {
  readonly playbook: string;
  readonly branch: string;
  /** A release id, or `@U…` when a person froze it by hand. */
  readonly holder: string;
  readonly since: number;
  readonly reason: string;
  /** What keeps people out at the host; null: nothing but the announcement. */
  readonly guard: GuardView | null;
}

/** What the rollback modal shows. */
export interface RollbackForm {
  readonly release: string;
  readonly title: string;
  readonly running: string;
  /** Proven live earlier, newest first, never a version that was rolled back. Empty: there is nothing to go back to. */
  readonly versions: readonly { readonly version: string; readonly liveAt: number; readonly release: string | null }[];
  /** The steps that will run, as titles. */
  readonly plan: readonly string[];
  /** Whether the playbook's rollback has steps for the database. */
  readonly asksDatabase: boolean;
  readonly triggers: readonly string[];
  readonly decidedBy: readonly string[];
}
