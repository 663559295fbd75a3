import type { Phase, Playbook } from './playbook.ts';

/** The target whose version is "the version": the one called `production`, else the last one that is deployed to. */
export function mainTarget({
  targets,
  phases,
}: {
  targets: Playbook['targets'];
  phases: readonly Pick<Phase, 'steps'>[];
}): string | undefined {
  if ('production' in targets) return 'production';
  const steps = phases.flatMap((phase) => phase.steps.flatMap((step) => [step, ...step.steps]));
  const value = steps.findLast(({ kind }) => kind === 'deploy')?.spec.value;
  return typeof value === 'string' ? value : undefined;
}
