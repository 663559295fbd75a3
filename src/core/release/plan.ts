import type { Phase, Playbook, Step } from '../playbook/playbook.ts';

/**
 * What one release will do: the playbook cut down to its type, with every `at` made an instant. Written once when the
 * release opens and never changed, so that editing the YAML can't change a release under way.
 */
export interface Plan {
  readonly playbook: Playbook;
  readonly type: string;
  /** The instant that calendar times are counted from: the schedule's slot, or the start by hand. UTC milliseconds. */
  readonly slot: number;
  readonly phases: readonly PlannedPhase[];
  readonly rollback: readonly PlannedPhase[];
}

export interface PlannedPhase extends Omit<Phase, 'at' | 'steps' | 'only' | 'except'> {
  /** Business time, UTC milliseconds: not before. */
  readonly at?: number;
  readonly steps: readonly PlannedStep[];
}

export interface PlannedStep
  extends Omit<Step, 'at' | 'retryFrom' | 'only' | 'except' | 'perType' | 'titles' | 'steps'> {
  readonly at?: number;
  /** The id of the step where a refusal or "retry from" begins again; always in the same run, never after it. */
  readonly retryFrom: string;
  readonly steps: readonly PlannedStep[];
}

/** Every step of these phases in order, the children of a parallel step right after it. */
export function flatten(phases: readonly PlannedPhase[]): readonly FlatStep[] {
  return phases.flatMap((phase, index) =>
    phase.steps.flatMap((step) => [
      { step, phase: index },
      ...step.steps.map((child) => ({ step: child, phase: index, parent: step.id })),
    ]),
  );
}

export interface FlatStep {
  readonly step: PlannedStep;
  /** Index into the phases. */
  readonly phase: number;
  /** The id of the `parallel` step it belongs to. */
  readonly parent?: string;
}
