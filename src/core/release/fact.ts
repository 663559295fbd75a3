import { z } from 'zod';

/** What every fact of a step has, whatever its kind. Stamped by the engine, never by a step kind. */
export interface Stamp {
  /** Business time, UTC milliseconds: what the clock of the release said. */
  readonly at: number;
  /** Machine time, UTC milliseconds: never jumps, so that real durations can be told. */
  readonly recorded: number;
  /** The Slack user id of the person behind it; absent when Shipmate did it by itself. */
  readonly by?: string | undefined;
}

export interface Fact extends Stamp {
  readonly type: string;
}

/** A fact as a step kind writes it: without the stamp. */
export type NewFact<F extends Fact = Fact> = F extends Fact ? Omit<F, keyof Stamp> : never;

/** Declares one type of fact of a step kind: its name and what it says besides the stamp. */
export function factOf<const Type extends string, Shape extends z.core.$ZodLooseShape>(type: Type, shape: Shape) {
  return z.object({
    ...shape,
    type: z.literal(type),
    at: z.number(),
    recorded: z.number(),
    by: z.string().optional(),
  });
}

/** The newest fact of this type. */
export function lastFact<F extends Fact, T extends F['type']>(
  facts: readonly F[],
  type: T,
): Extract<F, { readonly type: T }> | undefined {
  return facts.findLast((fact): fact is Extract<F, { readonly type: T }> => fact.type === type);
}

/** Every fact of this type, oldest first. */
export function factsOf<F extends Fact, T extends F['type']>(
  facts: readonly F[],
  type: T,
): readonly Extract<F, { readonly type: T }>[] {
  return facts.filter((fact): fact is Extract<F, { readonly type: T }> => fact.type === type);
}

/** What the first fact of a chain is chained to. */
export const CHAIN_START = '0'.repeat(64);
