import type { StepView } from './_step.ts';

type Looked = Pick<StepView<unknown, never, never>, 'machine' | 'heardAt'> & {
  readonly facts: readonly { readonly recorded: number }[];
  readonly samples: readonly { readonly recorded: number }[];
};

/**
 * Machine milliseconds until another look at the repository is worth it; 0 is now. Every fact counts as a look. News of
 * the repository make it worth it at once.
 */
export function untilLook({ facts, samples, machine, heardAt }: Looked, everyMs: number): number {
  const last = Math.max(facts.at(-1)?.recorded ?? 0, samples.at(-1)?.recorded ?? 0);
  return heardAt > last ? 0 : Math.max(0, last + everyMs - machine);
}
