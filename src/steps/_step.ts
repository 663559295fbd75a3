import type { z } from 'zod';
import type { CheckResult } from '../checks/_check.ts';
import type { GuardView } from '../core/freeze/guard.ts';
import type { Playbook } from '../core/playbook/playbook.ts';
import type { CommandRequest, CommandState, Commands } from '../core/ports.ts';
import type { Answer } from '../core/release/ask.ts';
import type { Fact, NewFact } from '../core/release/fact.ts';
import type { Move, Output } from '../core/release/move.ts';
import type { RunKind, StepStatus } from '../core/release/release.ts';
import type { Repository } from '../core/repository/repository.ts';
import type { Deployer } from '../providers/_provider.ts';

/**
 * One kind of step. `next` decides purely; each action does one thing to the world and returns one fact; `hear` turns a
 * person's authorised answer into a fact.
 */
export interface StepKind<Spec = unknown, F extends Fact = Fact, S = unknown, Action extends string = string> {
  /** The first key of such a step in YAML, and the name of its file. */
  readonly name: string;
  readonly summary: string;
  /** A strict object: `value` is what stands behind the kind's name, the rest are its settings. */
  readonly spec: z.ZodType<Spec>;
  /** The names it refers to, so that a playbook with a wrong one is refused before it runs. */
  uses?(spec: Spec): readonly Reference[];
  /** What people read when the playbook gives no title. */
  title(spec: Spec): string;
  /** Whether a new round leaves it done. */
  readonly once: boolean;
  /** Never skipped, unless the playbook's step says who may. */
  readonly neverSkipped?: boolean;
  /** Begun by an order alone: no playbook can name it. */
  readonly byOrder?: boolean;
  /** What a passed time means when nothing is said: deploys ask. */
  readonly whenLate?: 'run' | 'ask';
  /** The pause in milliseconds of business time after which a failed step tries again by itself. */
  againMs?(spec: Spec): number;
  /** What can happen to such a step. Facts are read back through it. */
  readonly facts: z.ZodType<F>;
  /** Measurements: kept apart from the facts, prunable. */
  readonly samples?: z.ZodType<S>;
  /** Pure: the same view gives the same move. */
  next(view: StepView<Spec, F, S>): Move<NoInfer<Action>, NoInfer<NewFact<F>>>;
  /** Pure: what an answer means. Throws UserError when it makes no sense now. */
  hear?(answer: Answer, view: HeardView<Spec, F, S>): NoInfer<NewFact<F>>;
  readonly actions?: Readonly<Record<Action, NoInfer<StepAction<Spec, F, S>>>>;
}

export type StepAction<Spec, F extends Fact, S> = Effect<Spec, F, S> | Read<Spec, F, S>;

/** Changes the world: never repeated without a look. */
export interface Effect<Spec, F extends Fact, S> {
  readonly effect: true;
  /** Machine milliseconds after which the call is given up; what became of it is then unknown. */
  timeoutMs(spec: Spec): number;
  /** Machine milliseconds after the time limit before a look is worth anything: a request may still be travelling. */
  readonly settleMs: number;
  /** Throws DidNotHappen when it certainly did not; any other error leaves the intent open. */
  perform(context: ActionContext<Spec, F, S>): Promise<NewFact<F>>;
  look(context: ActionContext<Spec, F, S>): Promise<Found<F>>;
  /** The fact to write when a person says that it happened. Pure. */
  assume(view: StepView<Spec, F, S>): NewFact<F>;
}

/** Only looks: may be repeated at will. Errors are tried again with growing pauses, then stop the step. */
export interface Read<Spec, F extends Fact, S> {
  readonly effect: false;
  timeoutMs(spec: Spec): number;
  perform(context: ActionContext<Spec, F, S>): Promise<Finding<F, S>>;
}

export type Finding<F extends Fact, S> = { readonly fact: NewFact<F> } | { readonly sample: S };

export type Found<F extends Fact> =
  | { readonly happened: NewFact<F> }
  | { readonly didNot: true }
  /** It is under way: look again after this many machine milliseconds. */
  | { readonly stillMs: number }
  | { readonly unsure: string };

/** What an answer is understood by. It lacks what the release shares with others: a person waits until it is read. */
export interface HeardView<Spec, F extends Fact, S> {
  readonly spec: Spec;
  readonly id: string;
  readonly title: string;
  /** The role that answers where the spec names none. */
  readonly owner: string;
  readonly round: number;
  /** Business time when this round of the step began. */
  readonly startedAt: number;
  /** The facts of this step in this round, oldest first. */
  readonly facts: readonly F[];
  readonly samples: readonly Sample<S>[];
  /** Business time. */
  readonly now: number;
  /** Machine time. */
  readonly machine: number;
  /** Outputs of ended steps of the same run by step id; a rollback also reads those of the main run. */
  readonly outputs: Readonly<Record<string, Output>>;
  /** Of every step of the run, for lines that an earlier step answers and for `parallel`. */
  readonly steps: readonly {
    readonly id: string;
    readonly parent: string | null;
    readonly title: string;
    readonly status: StepStatus;
  }[];
  readonly release: ReleaseItself;
  readonly playbook: Playbook;
  /** Names of messages of this release that were delivered to the main channel. */
  readonly said: readonly string[];
  /** Machine time of the last news of the repository: whoever polls it looks again. 0 when there was none. */
  readonly heardAt: number;
}

export interface StepView<Spec, F extends Fact, S> extends HeardView<Spec, F, S> {
  readonly release: ReleaseInView;
}

export interface Sample<S> {
  /** Business time. */
  readonly at: number;
  readonly recorded: number;
  readonly body: S;
}

export interface ReleaseItself {
  readonly id: string;
  readonly version: string;
  readonly type: string;
  readonly urgent: boolean;
  readonly summary: string;
  /** Of a hotfix: the number of the incident, as it was typed; '' when there is none. */
  readonly incident: string;
  /** Until the first branch, tag or deploy the version may still change. */
  readonly provisional: boolean;
  /** The last version proven live before this release. */
  readonly previous: string | null;
  /** Slack user id. */
  readonly openedBy: string | null;
  readonly run: RunKind;
  /** Of a rollback run: what was decided in the modal. */
  readonly rollback?: { readonly toVersion: string; readonly reason: string; readonly database: boolean };
  /** By target: what was measured just before this release first deployed to it, from the first fact `baseline`. */
  readonly baselines: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Problems that people reported since this release opened. */
  readonly reports: number;
}

/** A release with what it shares with the others of its playbook. */
export interface ReleaseInView extends ReleaseItself {
  /** Versions of this playbook that were rolled back; never deployed again. */
  readonly refused: readonly string[];
  /** By target, newest first: what was proven live. */
  readonly live: Readonly<Record<string, readonly { readonly version: string; readonly deployId: string | null }[]>>;
  /** Business time when this release deployed to a target for the first time. */
  readonly deployedAt: Readonly<Record<string, number>>;
  /** Branches that this release holds closed. */
  readonly frozen: readonly string[];
  /** Branches of the playbook that anybody holds closed. */
  readonly closed: readonly string[];
  /** How the freeze of the playbook stands at the repository's host; null: nothing is to be closed or opened there. */
  readonly guard: GuardView | null;
}

export interface ActionContext<Spec, F extends Fact, S> extends StepView<Spec, F, S> {
  /** The same on every attempt at this action in this round: release, run, step, round, action, attempt. */
  readonly key: string;
  /** Versions of other open releases of this playbook. */
  readonly onTheirWay: readonly string[];
  /** Aborted at the time limit. */
  readonly signal: AbortSignal;
  readonly tools: Tools;
}

/** What actions reach the world through. */
export interface Tools {
  /** A target of the playbook, connected. */
  deployer(target: string): Deployer;
  /** Asks a check by name: a definition of the playbook or `<target>/<check>`. Never throws: no answer is unknown. */
  check(name: string, signal: AbortSignal): Promise<CheckResult>;
  readonly commands: Commands;
  /** Fills `<word>` placeholders and `$SECRET`s of a text of the playbook. For calls only, never for what is stored. */
  fill(text: string): string;
  /** Fills the argv of a command text; secrets are refused there and belong in the environment. */
  argv(text: string): readonly string[];
  request(request: CommandRequest): CommandRequest;
  /** Blanks every known secret in what a program printed. */
  redact(text: string): string;
  /** A request to a host of the playbook; other hosts are refused. */
  readonly fetch: typeof fetch;
  /** The repository of the playbook; its calls stop with the signal. Throws UserError when no host is configured. */
  repository(signal: AbortSignal): Repository;
  /** The logins at the host of everybody who has this role now, deputies included. Throws TransientError. */
  logins(role: string): Promise<readonly string[]>;
}

/** One name that a step or check refers to. */
export interface Reference {
  /** `branch`: a BranchReference, so that `release` and `tags/<key>` are known, too. `tag`: a key of `tags`. */
  readonly to: 'role' | 'target' | 'check' | 'message' | 'step' | 'channel' | 'condition' | 'branch' | 'tag';
  readonly name: string;
  /** Where in the spec it stands: `['value']`, `['from', 0]`. */
  readonly path: readonly (string | number)[];
}

export function defineStep<Spec, F extends Fact, S = never, Action extends string = never>(
  kind: StepKind<Spec, F, S, Action>,
): StepKind<Spec, F, S, Action> {
  return kind;
}

export type { CommandState };
