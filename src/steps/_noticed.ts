import { factOf, type NewFact } from '../core/release/fact.ts';
import { type Move, wait } from '../core/release/move.ts';

/**
 * What a person did by hand is asked about, never undone. An answer counts for what was seen last before it: after
 * another look it is asked again.
 */
export const NOTICED_FACTS = [factOf('accepted', {}), factOf('again', {})] as const;

export interface Noticed {
  /** Why the step waits. */
  readonly why: string;
  readonly question: string;
  /** What it means to go on with it; absent: there is nothing to go on with. */
  readonly accept?: string | undefined;
  readonly pollMs?: number;
}

export function askNoticed(owner: string, { why, question, accept, pollMs }: Noticed): Move<never, never> {
  const of = [owner];
  const again = { verb: 'again', label: 'Look again', of };
  const answers = accept === undefined ? [again] : [{ verb: 'accept', label: accept, of }, again];
  return wait(why, { ask: { question, of, answers }, ...(pollMs !== undefined && { pollMs }) });
}

export function hearNoticed(verb: string): NewFact<{ type: 'accepted' | 'again'; at: number; recorded: number }> {
  return { type: verb === 'accept' ? 'accepted' : 'again' };
}

/** The facts that came after the last of this type. */
export function since<F extends { readonly type: string }>(facts: readonly F[], type: F['type']): readonly F[] {
  return facts.slice(facts.findLastIndex((fact) => fact.type === type) + 1);
}
