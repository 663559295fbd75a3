import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import type { Playbook } from '../core/playbook/playbook.ts';
import type { AnswerOption, AskItem } from '../core/release/ask.ts';
import { type Fact, factOf, factsOf, type NewFact } from '../core/release/fact.ts';
import type { ActionContext } from './_step.ts';

/** What can happen to a check that a step asks: shared by every kind that asks some. */
export const Asked = factOf('asked', {
  check: z.string(),
  outcome: z.enum(['pass', 'fail', 'unknown']),
  note: z.string(),
  evidence: z.array(z.string()).default([]),
  measures: z.record(z.string(), z.number()).default({}),
});
/** A person wants every check that has not passed to be asked now. */
export const Again = factOf('again', {});
/** A person answers for a check that nobody knows the outcome of. A failing one can't be waived. */
export const Waived = factOf('waived', { check: z.string(), reason: z.string() });

export const CheckFact = z.discriminatedUnion('type', [Asked, Again, Waived]);
export type CheckFact = z.output<typeof CheckFact>;

/** A check may be a program that tests for long; it has a time limit of its own. */
export const LONGEST_CHECK_MS = 2 * 3_600_000;

export const WAIVE_REASON = { name: 'reason', label: 'Why is it right to go on?', kind: 'text' } as const;

export interface CheckState {
  readonly check: string;
  /** `waived`: nobody knows, and a person answers for it. */
  readonly state: 'open' | 'pass' | 'fail' | 'unknown' | 'waived';
  readonly note: string;
  /** Business time at which it was asked last. */
  readonly at?: number;
  readonly by?: string | undefined;
  /** How often it has failed in this round. */
  readonly failures: number;
}

/** Where one check stands. Only the newest answer counts; a waiver counts for the answer before it. */
export function checkState(check: string, facts: readonly Fact[]): CheckState {
  const own = facts.filter((fact): fact is CheckFact => isAbout(fact, check));
  const failures = factsOf(own, 'asked').filter(({ outcome }) => outcome === 'fail').length;
  const newest = own.findLast(({ type }) => type !== 'again');
  if (newest?.type === 'waived') {
    return {
      check,
      state: 'waived',
      note: `unknown, waived: ${newest.reason}`,
      at: newest.at,
      by: newest.by,
      failures,
    };
  }
  if (newest?.type === 'asked') return { check, state: newest.outcome, note: newest.note, at: newest.at, failures };
  return { check, state: 'open', note: '', failures };
}

const isAbout = (fact: Fact, check: string): boolean =>
  fact.type === 'again' ||
  ((fact.type === 'asked' || fact.type === 'waived') && 'check' in fact && fact.check === check);

export const isSettled = ({ state }: CheckState): boolean => state === 'pass' || state === 'waived';

/** The first check, in order, that is to be asked now: never asked, or not passed and its pause is over. */
export function checkToAsk(states: readonly CheckState[], facts: readonly Fact[], time: Recheck): string | undefined {
  const again = facts.findLastIndex(({ type }) => type === 'again');
  return states.find((state) => {
    if (isSettled(state)) return false;
    if (state.at === undefined) return true;
    const asked = facts.findLastIndex((fact) => fact.type === 'asked' && isAbout(fact, state.check));
    return again > asked || time.now >= state.at + time.recheckMs;
  })?.check;
}

export interface Recheck {
  readonly now: number;
  readonly recheckMs: number;
}

/** When the first of these is asked again by itself. */
export function nextAsking(states: readonly CheckState[], recheckMs: number): number | undefined {
  const times = states.flatMap((state) => (isSettled(state) || state.at === undefined ? [] : [state.at + recheckMs]));
  return times.length === 0 ? undefined : Math.min(...times);
}

export function checkItem(state: CheckState, playbook: Playbook): AskItem {
  return {
    key: state.check,
    title: checkTitle(state.check, playbook),
    state: ITEM_STATES[state.state],
    ...(state.note && { note: state.note }),
    ...(state.by !== undefined && { by: state.by }),
  };
}

const ITEM_STATES = { open: 'open', pass: 'yes', waived: 'yes', fail: 'no', unknown: 'unknown' } as const;

export const checkTitle = (check: string, { checks }: Playbook): string => checks[check]?.title ?? check;

/** What people may do about checks that have not passed. */
export function checkAnswers(states: readonly CheckState[], { item, of }: CheckAnswers): readonly AnswerOption[] {
  const waivers = states
    .filter(({ state }) => state === 'unknown')
    .map(
      ({ check }): AnswerOption => ({
        verb: 'waive',
        label: 'Go on without',
        item: item(check),
        of,
        fields: [WAIVE_REASON],
      }),
    );
  const again: AnswerOption = { verb: 'again', label: 'Check again', of: ['anyone'] };
  return [...waivers, ...(states.some((state) => !isSettled(state)) ? [again] : [])];
}

interface CheckAnswers {
  /** The key of the item that shows this check. */
  readonly item: (check: string) => string;
  /** Who may waive. */
  readonly of: readonly string[];
}

/** Throws UserError when the check has an outcome by now. */
export function waive(state: CheckState, reason: string): NewFact<z.output<typeof Waived>> {
  if (state.state !== 'unknown') {
    throw new UserError(
      'stale',
      `\`${state.check}\` is not unknown any more: ${state.note || 'it was not asked yet'}`,
      {
        fix: state.state === 'fail' ? 'What fails must be put right, then check again.' : 'Nothing is left to do here.',
      },
    );
  }
  return { type: 'waived', check: state.check, reason };
}

/** Asks the check for real. */
export async function askCheck(
  check: string,
  { tools, signal }: Pick<ActionContext<unknown, never, never>, 'tools' | 'signal'>,
): Promise<{ fact: NewFact<z.output<typeof Asked>> }> {
  const { outcome, note, evidence, measures } = await tools.check(check, signal);
  return { fact: { type: 'asked', check, outcome, note, evidence: [...evidence], measures: { ...measures } } };
}
