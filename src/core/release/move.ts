import type { Ask } from './ask.ts';
import type { NewFact } from './fact.ts';

/**
 * What a step wants next. `record` writes a fact without calling anybody; `act` has one action performed; everything
 * else changes the state of the step. A move is a wish: the engine may hold it back (a hold, a suspension).
 */
export type Move<Action extends string = string, F extends NewFact = NewFact> =
  | { readonly do: 'act'; readonly action: Action }
  | { readonly do: 'record'; readonly fact: F; readonly emit: readonly Emit[] }
  | Wait
  | { readonly do: 'finish'; readonly note: string; readonly output: Output; readonly emit: readonly Emit[] }
  | Fail;

export interface Wait {
  readonly do: 'wait';
  /** Plain text: what it waits for, as the card says it. */
  readonly why: string;
  /** Business time, UTC milliseconds: ask again then. */
  readonly until?: number;
  /** Machine milliseconds from now: ask again then. For polling what is outside, which no clock jump makes faster. */
  readonly pollMs?: number;
  readonly ask?: Ask;
}

export interface Fail {
  readonly do: 'fail';
  /** Plain text: what happened and the value seen. */
  readonly reason: string;
  /** A person said no: a new round begins at `retry-from`, and the sign-offs given in this one are void. */
  readonly refused: boolean;
  /** Starts the rollback, whatever `on-fail` says. */
  readonly rollback: boolean;
}

/** What later steps and placeholders may read of an ended step. */
export type Output = Readonly<Record<string, string | number | boolean | null>>;

/** Something that is committed together with the move. Nothing here calls out: messages go to the outbox. */
export type Emit =
  | {
      readonly emit: 'say';
      /** The name of a message of the playbook, or of a shipped one. */
      readonly message: string;
      readonly fill?: Readonly<Record<string, string>>;
      /** The step gets a fact `delivered` or `undeliverable` when the main channel has it. */
      readonly report?: boolean;
    }
  /** `waive`: nothing more is done at the host; it is a word alone, or a person did it there. */
  | { readonly emit: 'freeze'; readonly change: 'start' | 'end' | 'waive' }
  /** This pull request passes the freeze at this head, until this business time. */
  | { readonly emit: 'except'; readonly pull: number; readonly head: string; readonly until: number }
  /** Proof that a version is live on a target; a rollback goes to the one before. */
  | { readonly emit: 'live'; readonly target: string; readonly version: string; readonly deployId: string | null }
  | { readonly emit: 'summary'; readonly text: string }
  /** Only while the version is provisional. `final`: from now on it stays. */
  | { readonly emit: 'version'; readonly version: string; readonly final: boolean };

export const act = <Action extends string>(action: Action): Extract<Move<Action>, { do: 'act' }> => ({
  do: 'act',
  action,
});

export const record = <const F extends NewFact>(
  fact: F,
  ...emit: Emit[]
): Extract<Move<never, F>, { do: 'record' }> => ({
  do: 'record',
  fact,
  emit,
});

export const wait = (why: string, more: Omit<Wait, 'do' | 'why'> = {}): Wait => ({ do: 'wait', why, ...more });

export const finish = (
  note: string,
  output: Output = {},
  ...emit: Emit[]
): Extract<Move<never, never>, { do: 'finish' }> => ({ do: 'finish', note, output, emit });

export const fail = (reason: string): Fail => ({ do: 'fail', reason, refused: false, rollback: false });

/** A person said no. */
export const refuse = (reason: string): Fail => ({ do: 'fail', reason, refused: true, rollback: false });

export const rollBack = (reason: string): Fail => ({ do: 'fail', reason, refused: false, rollback: true });
