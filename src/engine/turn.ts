import { fillText } from '../core/playbook/fill.ts';
import { type FlatStep, flatten, type PlannedPhase, type PlannedStep } from '../core/release/plan.ts';
import { phasesOfRun, runKind } from '../core/release/release.ts';
import type { ReleaseUnit, RunRecord, StepRecord } from '../core/store.ts';
import type { StepKind } from '../steps/_step.ts';
import type { EngineParts } from './parts.ts';

/** One look at one run of a release, inside its transaction. */
export interface Turn {
  readonly unit: ReleaseUnit;
  readonly parts: EngineParts;
  readonly run: RunRecord;
  readonly now: number;
  readonly machine: number;
  /** Actions to perform after the commit. */
  readonly wanted: Wanted[];
  /** Whether this process is performing a read for this step right now. */
  readonly isReading: (step: StepRecord) => boolean;
}

/** An action that is to be performed outside of any transaction. */
export interface Wanted {
  readonly release: string;
  readonly run: string;
  readonly step: string;
  readonly round: number;
  readonly action: string;
  /** Of an effect: what was written down before it. Null for a read. */
  readonly intent: string | null;
}

export function isRollback(run: { readonly id: string }): boolean {
  return runKind(run) === 'rollback';
}

/** One pull request that is let through a freeze: beside the main run, and never in its way. */
export function isException(run: { readonly id: string }): boolean {
  return runKind(run) === 'exception';
}

export function phasesOf({ unit, run }: Pick<Turn, 'unit' | 'run'>): readonly PlannedPhase[] {
  return phasesOfRun(unit.release.plan, run);
}

export function phaseOf(turn: Pick<Turn, 'unit' | 'run'>, step: StepRecord): PlannedPhase {
  const phase = phasesOf(turn)[step.phase];
  if (!phase) throw new Error(`step \`${step.id}\` belongs to phase ${step.phase}, which the plan does not have`);
  return phase;
}

export function plannedOf(turn: Pick<Turn, 'unit' | 'run'>, id: string): PlannedStep {
  const flat = flatten(phasesOf(turn)).find(({ step }) => step.id === id);
  if (!flat) throw new Error(`the plan has no step \`${id}\``);
  return flat.step;
}

export function kindOf({ parts }: Pick<Turn, 'parts'>, step: StepRecord): StepKind {
  const kind = parts.kinds.get(step.kind);
  if (!kind)
    throw new Error(`this Shipmate has no step kind \`${step.kind}\`: run the version that wrote this release`);
  return kind;
}

/** The steps of this run in order. */
export function stepsOf({ unit, run }: Pick<Turn, 'unit' | 'run'>): readonly StepRecord[] {
  return unit.steps.filter((step) => step.run === run.id);
}

/** The steps of a run at its very beginning; placeholders in their titles are filled with these words. */
export function newSteps(
  run: string,
  phases: readonly PlannedPhase[],
  words: Readonly<Record<string, string>>,
): readonly StepRecord[] {
  return flatten(phases).map((flat, position) => {
    const step = newStep(run, flat, position);
    return { ...step, title: fillText(step.title, words) };
  });
}

function newStep(run: string, { step, phase, parent }: FlatStep, position: number): StepRecord {
  return {
    run,
    id: step.id,
    position,
    parent: parent ?? null,
    phase,
    kind: step.kind,
    title: step.title,
    owner: step.owner,
    round: 1,
    ...AT_THE_BEGINNING,
  };
}

/** Everything about a step that a new round forgets. */
export const AT_THE_BEGINNING = {
  status: 'pending',
  note: '',
  ask: null,
  wakeAt: null,
  retryAt: null,
  deadline: null,
  remindAt: null,
  reminded: 0,
  tries: 0,
  stop: null,
  startedAt: null,
  endedAt: null,
  output: {},
} as const satisfies Partial<StepRecord>;

/** Everything that lets a step rest. */
export const AT_REST = {
  ask: null,
  wakeAt: null,
  retryAt: null,
  remindAt: null,
  tries: 0,
} as const satisfies Partial<StepRecord>;

/** Writes a fact of a step. */
export async function appendFact(
  { unit, now, machine }: Pick<Turn, 'unit' | 'now' | 'machine'>,
  step: Pick<StepRecord, 'run' | 'id' | 'round'>,
  fact: { readonly type: string; readonly [word: string]: unknown },
  from: { readonly by?: string; readonly via?: string } = {},
): Promise<void> {
  const { type, ...body } = fact;
  await unit.append({
    run: step.run,
    step: step.id,
    round: step.round,
    type,
    body,
    at: now,
    recorded: machine,
    ...from,
  });
}
