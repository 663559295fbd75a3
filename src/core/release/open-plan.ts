import { phasesFor, retryPoints } from '../playbook/for-type.ts';
import type { Phase, Playbook, Step } from '../playbook/playbook.ts';
import { resolveAt } from '../time/moment.ts';
import type { Plan, PlannedPhase, PlannedStep } from './plan.ts';

interface Slot {
  readonly zone: string;
  /** UTC milliseconds; absent for a release that waits for no time. */
  readonly at?: number;
}

/**
 * What one release of this type will do when it opens at this slot (UTC milliseconds). An urgent type waits for no
 * time, and a rollback never does: its `at` is left out. Throws a plain error for a type that the playbook lacks.
 */
export function planRelease(playbook: Playbook, type: string, slot: number): Plan {
  const own = playbook.types[type];
  if (!own) throw new Error(`the playbook ${playbook.playbook} has no type ${type}`);
  const zone = playbook.timezone;
  const main = phasesFor(playbook.phases, own);
  const rollback = phasesFor(playbook.rollback?.phases ?? [], own);
  return {
    playbook,
    type,
    slot,
    phases: planPhases(main, own.urgent ? { zone } : { zone, at: slot }),
    rollback: planPhases(rollback, { zone }),
  };
}

function planPhases(phases: readonly Phase[], slot: Slot): readonly PlannedPhase[] {
  const points = retryPoints(phases);
  return phases.map(({ at, only: _only, except: _except, steps, ...phase }) => ({
    ...phase,
    ...instant(at, slot),
    steps: steps.map((step) => planStep(step, points, slot)),
  }));
}

function planStep(step: Step, points: ReadonlyMap<string, string>, slot: Slot): PlannedStep {
  const { at, only: _only, except: _except, perType: _perType, titles: _titles, steps, ...planned } = step;
  return {
    ...planned,
    ...instant(at, slot),
    retryFrom: points.get(step.id) ?? step.id,
    steps: steps.map((child) => planStep(child, points, slot)),
  };
}

function instant(at: string | undefined, slot: Slot): { readonly at?: number } {
  return at === undefined || slot.at === undefined ? {} : { at: resolveAt(at, slot.zone, slot.at).at };
}
