import type { Playbook, Target } from '../playbook/playbook.ts';
import { isMapping } from '../playbook/read/place.ts';
import { resolveAt, resolveDue } from '../time/moment.ts';
import { windowAt } from '../time/span.ts';
import type { Plan, PlannedPhase, PlannedStep } from './plan.ts';
import { bothZones, rolesOf } from './simulate-words.ts';

export interface Simulated {
  readonly lines: readonly string[];
  /** When it would have ended, UTC milliseconds. */
  readonly end: number;
}

/** The phases of one release, each begun when its time has come and the budget of the one before is used up. */
export function simulateSteps(plan: Plan): Simulated {
  const lines: string[] = [];
  let now = plan.slot;
  for (const phase of plan.phases) {
    const late = phase.at !== undefined && phase.at < now;
    const begin = Math.max(now, phase.at ?? now);
    const sure = begin === (phase.at ?? plan.slot);
    const end = begin + Math.max(phase.budget?.maxMs ?? 0, longest(phase.steps));
    lines.push(...phaseLines(phase, { begin, sure, late, plan }));
    now = end;
  }
  return { lines, end: now };
}

interface Begun {
  readonly begin: number;
  /** Its time is in the playbook, not reckoned from budgets. */
  readonly sure: boolean;
  readonly late: boolean;
  readonly plan: Plan;
}

function phaseLines(phase: PlannedPhase, { begin, sure, late, plan }: Begun): readonly string[] {
  const { playbook, slot } = plan;
  const zone = playbook.timezone;
  const budget = phase.budget ? `, ${phase.budget.text}` : '';
  const moved = playbook.phases.find(({ title }) => title === phase.title)?.at;
  const shifted = moved !== undefined && resolveAt(moved, zone, slot).shifted;
  return [
    `  ${sure ? '' : 'about '}${bothZones(begin, zone)}  ${phase.title}${budget}; ${phase.owner}`,
    ...(late ? ['    ! the phases before it end later than its own time'] : []),
    ...(shifted ? [`    ! \`${moved}\` does not exist that day: it is the first time after the gap`] : []),
    ...phase.steps.flatMap((step) => stepLines(step, phase, { playbook, begin })),
  ];
}

function stepLines(
  step: PlannedStep,
  phase: PlannedPhase,
  { playbook, begin }: { playbook: Playbook; begin: number },
): readonly string[] {
  const zone = playbook.timezone;
  const start = Math.max(begin, step.at ?? begin);
  const actors = actorsOf(step).filter((role) => role !== phase.owner);
  const who = actors.length > 0 ? `; ${rolesOf(actors)}` : '';
  const due = step.due === undefined ? '' : `; due ${bothZones(resolveDue(step.due, zone, start).at, zone)}`;
  const when = step.when === undefined ? '' : `; when ${step.when}`;
  const at = step.at === undefined ? '' : `; not before ${bothZones(step.at, zone)}`;
  return [
    `    ${step.title}${who}${at}${due}${when}`,
    ...obstacles(step, playbook, start),
    ...step.steps.flatMap((child) => stepLines(child, phase, { playbook, begin: start }).map((line) => `  ${line}`)),
  ];
}

/** Who is asked: the roles that the step names, else its owner. */
function actorsOf({ spec, owner }: PlannedStep): readonly string[] {
  const named = [spec.from].flat().filter((role) => typeof role === 'string');
  return named.length > 0 ? named : [owner];
}

function obstacles(step: PlannedStep, playbook: Playbook, at: number): readonly string[] {
  const target = step.kind === 'deploy' ? playbook.targets[String(step.spec.value)] : undefined;
  return target?.window ? closedWindow(target.window, playbook.timezone, at) : [];
}

function closedWindow(window: NonNullable<Target['window']>, zone: string, at: number): readonly string[] {
  const { open, why, next } = windowAt(window, zone, at);
  if (open) return [];
  const opening = next === undefined ? 'it does not open again' : `it opens ${bothZones(next, zone)}`;
  return [`    ! refused at ${bothZones(at, zone)}: ${why}; ${opening}`];
}

/** The time that steps take for sure, whatever people do: watches and waits. */
function longest(steps: readonly PlannedStep[]): number {
  return steps.reduce((sum, step) => sum + Math.max(ownTime(step), ...step.steps.map(ownTime)), 0);
}

function ownTime({ kind, spec }: PlannedStep): number {
  if (kind === 'watch') return Number(spec.for);
  const { value } = spec;
  return kind === 'wait' && isMapping(value) && typeof value.ms === 'number' ? value.ms : 0;
}
