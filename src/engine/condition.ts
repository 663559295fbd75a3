import type { Condition } from '../core/playbook/playbook.ts';
import type { Ask } from '../core/release/ask.ts';
import type { StepRecord } from '../core/store.ts';
import { LONGEST_CHECK_MS } from '../steps/_checks.ts';
import type { EngineParts } from './parts.ts';
import { request } from './request.ts';
import { appendFact, phaseOf, plannedOf, type Turn, type Wanted } from './turn.ts';
import { viewOf } from './view.ts';

/** Asks the check behind a condition; no step kind has an action of this name. */
export const ASK_CONDITION = '@when';

export type Held = { readonly holds: 'yes' | 'open' } | { readonly holds: 'no'; readonly when: string };

/** Whether the conditions of a step and of its phase hold; `open` while somebody or something is still asked. */
export async function conditionsHold(turn: Turn, step: StepRecord): Promise<Held> {
  for (const when of conditionsOf(turn, step)) {
    const holds = await conditionHolds(turn, step, when);
    if (holds === 'no') return { holds, when };
    if (holds === 'open') return { holds };
  }
  return { holds: 'yes' };
}

/** The condition that people are asked about now. */
export async function askedCondition(turn: Turn, step: StepRecord): Promise<string | undefined> {
  for (const when of conditionsOf(turn, step)) {
    const answer = await answerTo(turn, step, when);
    if (answer !== 'yes') return when;
  }
  return undefined;
}

/** Built in: whether this release changed the database. */
const DATABASE = 'database-migrated';

function conditionsOf(turn: Turn, step: StepRecord): readonly string[] {
  return [phaseOf(turn, step).when, plannedOf(turn, step.id).when].flatMap((when) => when ?? []);
}

async function conditionHolds(turn: Turn, step: StepRecord, when: string): Promise<'yes' | 'no' | 'open'> {
  const answer = await answerTo(turn, step, when);
  if (answer === 'yes' || answer === 'no') return answer;
  if (when === DATABASE) {
    const of = turn.unit.release.plan.playbook.rollback?.decidedBy ?? [step.owner];
    await request(turn, step, yesOrNo(of, 'Did this release change the database?'));
    return 'open';
  }
  const condition = conditionNamed(turn, when);
  if (condition.kind === 'check' && answer === undefined) {
    const { id, run, round } = step;
    if (!turn.isReading(step))
      turn.wanted.push({ release: turn.unit.release.id, run, step: id, round, action: ASK_CONDITION, intent: null });
    return 'open';
  }
  const of = condition.kind === 'ask' ? condition.from : [step.owner];
  const question = condition.kind === 'ask' ? condition.ask : `${condition.check} has no answer. Does it hold?`;
  await request(turn, step, yesOrNo(of, question));
  return 'open';
}

/** What a person was asked counts for the whole run; what a check was asked, for this round of this step. */
async function answerTo(turn: Turn, step: StepRecord, when: string): Promise<'yes' | 'no' | 'unknown' | undefined> {
  const { unit, run } = turn;
  // A commander has said it in the modal; a rollback that began by itself has to ask.
  if (when === DATABASE && run.startedBy !== null) return run.database ? 'yes' : 'no';
  const { kind } = when === DATABASE ? { kind: 'ask' } : conditionNamed(turn, when);
  for (const answer of ['yes', 'no', 'unknown'] as const) {
    const facts = await unit.factsOfType(`when:${answer}`);
    const counts = facts.some(
      (fact) =>
        fact.run === run.id &&
        'when' in fact &&
        fact.when === when &&
        (kind === 'ask' || (fact.step === step.id && fact.round === step.round)),
    );
    if (counts) return answer;
  }
  return undefined;
}

function conditionNamed({ unit }: Turn, when: string): Condition {
  const condition = unit.release.plan.playbook.conditions[when];
  if (!condition) throw new Error(`the playbook has no condition \`${when}\``);
  return condition;
}

/** Asks the check behind the condition, outside of any transaction, and writes down what it said. */
export async function askCondition(wanted: Wanted, parts: EngineParts): Promise<void> {
  const asked = await onStep(wanted, parts, async (turn, step) => {
    const when = await askedCondition(turn, step);
    const condition = when === undefined ? undefined : conditionNamed(turn, when);
    if (condition?.kind !== 'check') return undefined;
    return { when, check: condition.check, view: await viewOf(turn, step) };
  });
  if (!asked) return;
  const { when, check, view } = asked;
  const key = `${wanted.release}/${wanted.run}/${wanted.step}/${wanted.round}/${when}/${parts.clock.machine()}`;
  const { outcome, note } = await parts.tools(view, key).check(check, AbortSignal.timeout(LONGEST_CHECK_MS));
  const answer = { pass: 'yes', fail: 'no', unknown: 'unknown' }[outcome];
  await onStep(wanted, parts, (turn, step) => appendFact(turn, step, { type: `when:${answer}`, when, check, note }));
}

/** One transaction on a step that still waits for its condition; undefined when it does not any more. */
function onStep<T>(
  wanted: Wanted,
  parts: EngineParts,
  work: (turn: Turn, step: StepRecord) => Promise<T>,
): Promise<T | undefined> {
  return parts.store.withRelease(wanted.release, async (unit) => {
    const run = unit.runs.find(({ id }) => id === wanted.run);
    const step = unit.steps.find(({ run: of, id }) => of === wanted.run && id === wanted.step);
    if (!run || step?.round !== wanted.round || step.startedAt !== null) return undefined;
    const { clock } = parts;
    const turn = { unit, parts, run, now: clock.now(), machine: clock.machine(), wanted: [], isReading: () => false };
    return work(turn, step);
  });
}

function yesOrNo(of: readonly string[], question: string): Ask {
  return {
    question,
    of,
    answers: [
      { verb: '@yes', label: 'Yes', of },
      { verb: '@no', label: 'No', of },
    ],
  };
}
