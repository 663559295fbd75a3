import type { StepRecord } from '../core/store.ts';
import { AT_THE_BEGINNING, appendFact, kindOf, phasesOf, stepsOf, type Turn } from './turn.ts';

export interface NewRound {
  /** Plain text: what it begins again for. */
  readonly reason: string;
  /** `itself`: this step alone. `onwards`: it and everything after it in its run. */
  readonly only: 'itself' | 'onwards';
  readonly by?: string | undefined;
  readonly via?: string | undefined;
}

/**
 * Begins a new round: the steps forget what they did, and what was signed in the old round is void. Facts stay, under
 * their old round; a step that happens once stays done, unless the round begins with it.
 */
export async function beginRound(turn: Turn, first: StepRecord, { reason, only, by, via }: NewRound): Promise<void> {
  const round = first.round + 1;
  await appendFact(
    turn,
    { ...first, round },
    { type: 'round:began', reason, only },
    { ...(by && { by }), ...(via && { via }) },
  );
  for (const step of stepsOf(turn)) {
    if (!isReset(turn, step, first, only)) continue;
    const isUntouched = step.status === 'pending' && step.startedAt === null;
    Object.assign(step, AT_THE_BEGINNING, { round: isUntouched ? step.round : step.round + 1 });
  }
  const parent = stepsOf(turn).find(({ id }) => id === first.parent);
  if (parent) Object.assign(parent, { status: 'active', endedAt: null });
  forgetLaterPhases(turn, first.phase);
}

function isReset(turn: Turn, step: StepRecord, first: StepRecord, only: NewRound['only']): boolean {
  if (step.id === first.id) return true;
  const isBelow = step.parent === first.id;
  if (only === 'itself') return isBelow;
  // A child of a parallel begins again alone with its own siblings' work kept: they run beside it, not after it.
  if (!isBelow && (step.position <= first.position || (first.parent !== null && step.parent === first.parent)))
    return false;
  return !(step.status === 'done' && happensOnce(turn, step));
}

function happensOnce(turn: Turn, step: StepRecord): boolean {
  const planned = phasesOf(turn)
    .flatMap(({ steps }) => steps.flatMap((each) => [each, ...each.steps]))
    .find(({ id }) => id === step.id);
  return planned?.once ?? kindOf(turn, step).once;
}

function forgetLaterPhases({ run }: Turn, phase: number): void {
  run.phases = Object.fromEntries(Object.entries(run.phases).filter(([index]) => Number(index) <= phase));
}
