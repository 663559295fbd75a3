import type { Ask } from '../core/release/ask.ts';
import type { Fail, Move } from '../core/release/move.ts';
import { runKind } from '../core/release/release.ts';
import type { StepRecord } from '../core/store.ts';
import { escapeText, personText, shownText } from '../core/text.ts';
import { askPeople } from './ask-people.ts';
import { emitAll } from './emit.ts';
import { beginRollback, rollbackVersion } from './rollback.ts';
import { beginRound } from './rounds.ts';
import { sayInThread, sayMessage } from './say.ts';
import { AT_REST, appendFact, plannedOf, stepsOf, type Turn } from './turn.ts';

export async function finishStep(
  turn: Turn,
  step: StepRecord,
  { note, output, emit }: Extract<Move, { do: 'finish' }>,
): Promise<void> {
  Object.assign(step, AT_REST, { status: 'done', note, output, endedAt: turn.now });
  await appendFact(turn, step, { type: 'step:done', note, output });
  await emitAll(turn, step, emit);
  await sayInThread(turn, `:white_check_mark: *${escapeText(step.title)}*${note ? `: ${shownText(note)}` : ''}`);
}

/** Ends a step without its having been done. */
export async function skipStep(
  turn: Turn,
  step: StepRecord,
  { note, by, via }: { readonly note: string; readonly by?: string; readonly via?: string },
): Promise<void> {
  Object.assign(step, AT_REST, { status: 'skipped', note, endedAt: turn.now, stop: null });
  await appendFact(turn, step, { type: 'step:skipped', note }, { ...(by && { by }), ...(via && { via }) });
  for (const child of stepsOf(turn).filter(({ parent, status }) => parent === step.id && status !== 'done')) {
    Object.assign(child, AT_REST, { status: 'skipped', note: `with ${step.title}`, endedAt: turn.now, stop: null });
  }
  await sayInThread(
    turn,
    `:fast_forward: *${escapeText(step.title)}* skipped${by ? ` by ${personText(by)}` : ''}: ${shownText(note)}`,
  );
}

/** What a failure or a refusal means for the release. True: look again. */
export async function failStep(turn: Turn, step: StepRecord, { reason, refused, rollback }: Fail): Promise<boolean> {
  await appendFact(turn, step, { type: 'step:failed', reason, refused });
  const planned = plannedOf(turn, step.id);
  const canRollBack = runKind(turn.run) === 'main' && turn.unit.release.plan.rollback.length > 0;
  if ((rollback || (planned.onFail === 'rollback' && !refused)) && canRollBack) {
    const toVersion = await rollbackVersion(turn.unit);
    if (toVersion !== undefined) {
      Object.assign(step, AT_REST, { status: 'stopped', note: reason, stop: 'failed' });
      await beginRollback(turn, { version: toVersion, reason: `${step.title}: ${reason}`, by: null, database: false });
      return true;
    }
  }
  if (planned.onFail === 'continue' && !refused && !rollback) return goOn(turn, step, reason);
  if (refused) return refuseStep(turn, step, reason);
  return stopStep(turn, step, reason);
}

/**
 * What was tried and never went through is left to people, unless the playbook goes on without it. It is no reason to
 * roll back: whoever was asked may only be away. Always true, so that callers can return it.
 */
export async function giveUp(turn: Turn, step: StepRecord, reason: string): Promise<boolean> {
  return plannedOf(turn, step.id).onFail === 'continue' ? goOn(turn, step, reason) : stopStep(turn, step, reason);
}

async function goOn(turn: Turn, step: StepRecord, reason: string): Promise<boolean> {
  await skipStep(turn, step, { note: `failed and went on: ${reason}` });
  return true;
}

/** A no begins a new round, which waits at its first step until somebody says that the reason for it is gone. */
async function refuseStep(turn: Turn, step: StepRecord, reason: string): Promise<boolean> {
  const from = stepsOf(turn).find(({ id }) => id === plannedOf(turn, step.id).retryFrom) ?? step;
  await beginRound(turn, from, { reason, only: 'onwards' });
  from.status = 'stopped';
  from.stop = 'refused';
  from.startedAt = turn.now;
  from.note = `${step.title} was refused: ${reason}`;
  from.ask = stoppedAsk(turn, from);
  await askPeople(turn, from);
  await sayInThread(turn, `:leftwards_arrow_with_hook: *${escapeText(step.title)}* was refused: ${shownText(reason)}`);
  return true;
}

/** Leaves the step to people, and asks them. Always true, so that callers can return it. */
export async function stopStep(turn: Turn, step: StepRecord, reason: string): Promise<boolean> {
  // The kind itself may be what is missing.
  const again = turn.parts.kinds.get(step.kind)?.againMs?.(plannedOf(turn, step.id).spec);
  Object.assign(step, AT_REST, {
    status: 'stopped',
    stop: 'failed',
    note: reason,
    startedAt: step.startedAt ?? turn.now,
    wakeAt: again === undefined ? null : turn.now + again,
  });
  step.ask = stoppedAsk(turn, step);
  await askPeople(turn, step);
  if (await isOldNews(turn, step)) return true;
  await sayMessage(turn, step.kind === 'check' ? 'check-failed' : 'step-failed', {
    fill: { step: escapeText(step.title), reason: shownText(reason), note: shownText(reason) },
  });
  return true;
}

/** A check that is asked again every few minutes says the same failure once. */
async function isOldNews({ unit, run }: Turn, step: StepRecord): Promise<boolean> {
  const failures = (await unit.factsOfType('step:failed')).filter(
    (fact) => fact.step === step.id && fact.run === run.id,
  );
  const [last, before] = [failures.at(-1), failures.at(-2)];
  return step.wakeAt !== null && last !== undefined && before !== undefined && reasonOf(last) === reasonOf(before);
}

function reasonOf(fact: object): unknown {
  return 'reason' in fact ? fact.reason : undefined;
}

/** Retry, begin again further up, or skip: what people can do with a stopped step, and who. */
export function stoppedAsk(turn: Turn, step: StepRecord): Ask {
  const planned = plannedOf(turn, step.id);
  const { playbook } = turn.unit.release.plan;
  const owners = [...new Set([step.owner, playbook.owner])];
  const from = stepsOf(turn).find(({ id }) => id === planned.retryFrom);
  const isRefused = step.stop === 'refused';
  const guide = planned.guide ? (playbook.guides[planned.guide] ?? []) : [];
  return {
    question: [step.note, ...guide].join('\n'),
    of: [step.owner],
    answers: [
      {
        verb: '@retry',
        label: isRefused ? `Fixed: begin round ${step.round}` : 'Try again',
        style: 'primary',
        of: owners,
      },
      ...(from && from.id !== step.id ? [{ verb: '@retry-from', label: `Again from: ${from.title}`, of: owners }] : []),
      ...(planned.skip.length > 0 && !isRefused
        ? [
            {
              verb: '@skip',
              label: 'Skip',
              of: planned.skip,
              fields: [{ name: 'reason', label: 'Why may it be skipped?', kind: 'text' as const }],
            },
          ]
        : []),
    ],
  };
}
