import { UserError } from '../core/errors.ts';
import type { Ask } from '../core/release/ask.ts';
import type { Move, Wait } from '../core/release/move.ts';
import { isEnded } from '../core/release/release.ts';
import type { ReleaseUnit, RunRecord, StepRecord } from '../core/store.ts';
import { escapeText, listed } from '../core/text.ts';
import { activate } from './activate.ts';
import { askPeople, requestKey } from './ask-people.ts';
import { emitAll, says } from './emit.ts';
import { endRun } from './end-run.ts';
import { failStep, finishStep, giveUp, stopStep } from './end-step.ts';
import { filledWait, wordsOf } from './fill-wait.ts';
import { numbersOf } from './notes-values.ts';
import type { EngineParts } from './parts.ts';
import { beginRound } from './rounds.ts';
import { sayMessage } from './say.ts';
import { appendFact, isException, isRollback, kindOf, stepsOf, type Turn, type Wanted } from './turn.ts';
import { viewOf } from './view.ts';
import { openWanted } from './want.ts';

/** A release that has not come to rest after so many moves has a step kind that moves in a circle. */
const MOVES_AT_MOST = 2_000;

/**
 * Takes one release as far as it can go right now, inside its transaction. All it knows comes from the store, so a
 * restart is nothing special. Returns what is to be done to the world after the commit.
 */
export async function advance(
  unit: ReleaseUnit,
  parts: EngineParts,
  isReading: Turn['isReading'],
): Promise<readonly Wanted[]> {
  const wanted: Wanted[] = [];
  const now = parts.clock.now();
  const machine = parts.clock.machine();
  // A run may begin another one: a step that failed, a rollback.
  const moved = new Set<RunRecord>();
  for (;;) {
    const run = unit.runs.findLast((each) => each.status === 'running' && !moved.has(each));
    if (!run) return wanted;
    moved.add(run);
    await advanceRun({ unit, parts, run, now, machine, wanted, isReading });
  }
}

async function advanceRun(turn: Turn): Promise<void> {
  // What the main run left half done is settled first: a rollback must not race with a deploy that is still travelling.
  if (isRollback(turn.run) && turn.unit.intents.some(({ run }) => isBefore(run, turn.run.id))) return;
  for (let moves = 0; moves < MOVES_AT_MOST; moves++) {
    const frontier = frontierOf(turn);
    if (frontier.length === 0) return endRun(turn);
    if (!(await moveOne(turn, frontier)) || turn.run.status !== 'running') return;
  }
  throw new Error(`${turn.unit.release.id} does not come to rest at ${frontierOf(turn).map(({ id }) => id)}`);
}

/** Whether a rollback waits for what this run began. A merge into a frozen branch is not in its way. */
function isBefore(run: string, rollback: string): boolean {
  return run !== rollback && !isException({ id: run });
}

/** Makes the first move that there is. After it the frontier may be another one: a rejection takes siblings back, too. */
async function moveOne(turn: Turn, frontier: readonly StepRecord[]): Promise<boolean> {
  for (const step of frontier) if (await moveStep(turn, step)) return true;
  return false;
}

/** The steps whose turn it is: the first that has not ended, and the children of a `parallel` that has begun. */
function frontierOf(turn: Turn): readonly StepRecord[] {
  const steps = stepsOf(turn);
  const first = steps.find(({ parent, status }) => parent === null && !isEnded(status));
  if (!first) return [];
  const children =
    first.startedAt === null ? [] : steps.filter(({ parent, status }) => parent === first.id && !isEnded(status));
  // Children first: their end is what their parent waits for.
  return [...children, first];
}

/** Makes one move of one step. True when the release should be looked at again. */
async function moveStep(turn: Turn, step: StepRecord): Promise<boolean> {
  try {
    if (step.status === 'stopped') return await tryAgain(turn, step);
    if (step.startedAt === null) return await activate(turn, step);
    if (isBusy(turn, step)) return false;
    const kind = kindOf(turn, step);
    return await apply(turn, step, kind.next(await viewOf(turn, step)));
  } catch (error) {
    if (error instanceof UserError) return giveUp(turn, step, error.message);
    const reference = turn.parts.newId().slice(0, 8);
    turn.parts.log.error('a step could not be moved', {
      reference,
      release: turn.unit.release.id,
      step: step.id,
      error,
    });
    return stopStep(turn, step, `Shipmate has a fault here; it is in the log as ${reference}`);
  }
}

async function tryAgain(turn: Turn, step: StepRecord): Promise<boolean> {
  if (step.stop !== 'failed' || step.wakeAt === null || step.wakeAt > turn.now || turn.unit.release.hold) return false;
  const { round } = step;
  await beginRound(turn, step, { reason: 'asked again by itself', only: 'itself' });
  // The request that stands in the channel is the one that is redrawn: nobody wants a new one every five minutes.
  await turn.unit.moveCard(requestKey(turn.unit, { ...step, round }), requestKey(turn.unit, step), step.round);
  return true;
}

function isBusy(turn: Turn, step: StepRecord): boolean {
  // An older round counts, too: two deploys to one target must not overtake each other.
  const isActing = turn.unit.intents.some(({ run, step: id }) => run === step.run && id === step.id);
  return isActing || turn.isReading(step);
}

async function apply(turn: Turn, step: StepRecord, move: Move): Promise<boolean> {
  switch (move.do) {
    case 'wait':
      await rest(turn, step, filledWait(move, { ...wordsOf(turn.unit.release), ...numbersOf(turn) }));
      return false;
    case 'record':
      // On hold nobody is told anything new; the step says it when the hold is over.
      if (turn.unit.release.hold && says(move.emit)) return false;
      await appendFact(turn, step, move.fact);
      await emitAll(turn, step, move.emit);
      return true;
    case 'finish':
      if (turn.unit.release.hold && says(move.emit)) return false;
      await finishStep(turn, step, move);
      return true;
    case 'fail':
      return failStep(turn, step, move);
    case 'act':
      return openWanted(turn, step, move.action);
  }
}

async function rest(turn: Turn, step: StepRecord, { why, until, pollMs, ask }: Wait): Promise<void> {
  step.status = 'waiting';
  step.note = why;
  step.wakeAt = until ?? null;
  const retryAt = pollMs === undefined ? null : turn.machine + pollMs;
  // Somebody else's news must not push a poll that is already planned further away.
  const planned = step.retryAt !== null && step.retryAt > turn.machine ? step.retryAt : null;
  step.retryAt = retryAt === null ? null : Math.min(retryAt, planned ?? retryAt);
  // The same ask stays the same object, so that nothing is written.
  const asked = step.ask;
  if (JSON.stringify(ask ?? null) !== JSON.stringify(asked)) step.ask = ask ?? null;
  if (asksForRollback(ask) && !asksForRollback(asked)) await sayRollbackAsked(turn, why);
  if (ask) await askPeople(turn, step);
}

function asksForRollback(ask: Ask | null | undefined): boolean {
  return ask?.answers.some(({ verb }) => verb === 'roll-back') ?? false;
}

async function sayRollbackAsked(turn: Turn, why: string): Promise<void> {
  const decidedBy = turn.unit.release.plan.playbook.rollback?.decidedBy ?? [];
  await sayMessage(turn, 'rollback-asked', {
    fill: { reason: escapeText(why), people: escapeText(listed(decidedBy, 'or')) },
    mentions: decidedBy,
  });
}
