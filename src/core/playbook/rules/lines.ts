import { areLines } from '../for-type.ts';
import type { Line, Phase, Playbook, Step } from '../playbook.ts';
import type { Reading } from '../read/reading.ts';
import { answererOf, type Names } from './names.ts';

interface World {
  readonly reading: Reading;
  readonly names: Names;
}

/** The playbook with every line told what answers it; a line that names nobody is the owner's. */
export function resolveLines(playbook: Playbook, world: World): Playbook {
  const resolve = (phases: readonly Phase[]): readonly Phase[] =>
    phases.map((phase) => ({ ...phase, steps: phase.steps.map((step) => resolveStep(step, world)) }));
  const { rollback } = playbook;
  return {
    ...playbook,
    phases: resolve(playbook.phases),
    ...(rollback && { rollback: { ...rollback, phases: resolve(rollback.phases) } }),
  };
}

function resolveStep(step: Step, world: World): Step {
  const spec = (settings: Step['spec']): Step['spec'] => resolveSpec(step, settings, world);
  return {
    ...step,
    spec: spec(step.spec),
    perType: Object.fromEntries(Object.entries(step.perType).map(([type, settings]) => [type, spec(settings)])),
    steps: step.steps.map((child) => resolveStep(child, world)),
  };
}

function resolveSpec(step: Step, settings: Step['spec'], { reading, names }: World): Step['spec'] {
  const { lines } = settings;
  if (!areLines(lines)) return settings;
  return { ...settings, lines: lines.map((line, index) => resolveLine(line, { step, index, reading, names })) };
}

function resolveLine(line: Line, { step, index, reading, names }: World & { step: Step; index: number }): Line {
  if (line.by.length === 0) return { ...line, by: [{ kind: 'role', name: step.owner }] };
  const by = line.by.flatMap(({ name }) => {
    const found = answererOf(name, names, reading.kit);
    if (typeof found !== 'string') return [found];
    reading.steps.get(step.id)?.refuse(found, 'lines', index, line.text);
    return [];
  });
  return { ...line, by };
}
