import type { Line, Phase, ReleaseType, Step } from './playbook.ts';

/** A phase, step, line or follow-up that may be there for some types only. */
export interface Limited {
  readonly only: readonly string[];
  readonly except: readonly string[];
}

/** Whether it is there for this type: named itself, or one that the type is based on. */
export function appliesTo({ only, except }: Limited, { lineage }: Pick<ReleaseType, 'lineage'>): boolean {
  return (
    (only.length === 0 || only.some((name) => lineage.includes(name))) && !except.some((name) => lineage.includes(name))
  );
}

/** The phases as they are for one type: what is not for it is gone, and what differs is put in its place. */
export function phasesFor(phases: readonly Phase[], type: ReleaseType): readonly Phase[] {
  return phases
    .filter((phase) => appliesTo(phase, type))
    .map((phase) => ({ ...phase, steps: stepsFor(phase.steps, type) }))
    .filter(({ steps }) => steps.length > 0);
}

function stepsFor(steps: readonly Step[], type: ReleaseType): readonly Step[] {
  return steps
    .filter((step) => appliesTo(step, type))
    .map((step) => ({ ...withReplacements(step, type), steps: stepsFor(step.steps, type) }))
    .filter(({ kind, steps: children }) => kind !== 'parallel' || children.length > 0);
}

/** The replacements of the nearest type win; lines that are not for this type are left out. */
function withReplacements(step: Step, type: ReleaseType): Step {
  const nearest = type.lineage.find((name) => Object.hasOwn(step.perType, name));
  const spec = nearest === undefined ? step.spec : (step.perType[nearest] ?? step.spec);
  const title = nearest === undefined ? step.title : (step.titles?.[nearest] ?? step.title);
  const { lines } = spec;
  return {
    ...step,
    title,
    spec: areLines(lines) ? { ...spec, lines: lines.filter((line) => appliesTo(line, type)) } : spec,
  };
}

/** Whether a setting of a step is a list of lines, as the word `Lines` makes it. */
export function areLines(value: unknown): value is readonly Line[] {
  return (
    Array.isArray(value) &&
    value.every((line) => typeof line === 'object' && line !== null && 'text' in line && 'by' in line && 'only' in line)
  );
}

/** Where a refusal of each step begins again, by id: what is given, else the nearest deploy before it, else itself. */
export function retryPoints(phases: readonly Phase[]): ReadonlyMap<string, string> {
  const points = new Map<string, string>();
  let deploy: string | undefined;
  for (const step of phases.flatMap(({ steps }) => steps)) {
    for (const each of [step, ...step.steps]) {
      const isDeploy = each.kind === 'deploy';
      points.set(each.id, each.retryFrom ?? (isDeploy ? each.id : (deploy ?? each.id)));
    }
    // Parallel steps begin again together.
    if ([step, ...step.steps].some(({ kind }) => kind === 'deploy')) deploy = step.id;
  }
  return points;
}
