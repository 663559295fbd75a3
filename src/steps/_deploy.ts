import { z } from 'zod';
import type { Target } from '../core/playbook/playbook.ts';
import { Duration, Name } from '../core/playbook/words.ts';
import { factOf, lastFact } from '../core/release/fact.ts';
import type { StepView } from './_step.ts';

export const Spec = z.strictObject({
  value: Name.describe('the target'),
  timeout: Duration.default(20 * 60_000).describe(
    'from the start until the target is healthy and runs the version; real time, which no clock jump shortens',
  ),
  version: z
    .literal('previous', 'the only other version is `previous`')
    .optional()
    .describe('the version that was live before, in place of the one of this release'),
});
export type Spec = z.output<typeof Spec>;

export const DeployFact = z.discriminatedUnion('type', [
  /** What the target ran and how it did just before the first deploy of this release. */
  factOf('baseline', {
    target: z.string(),
    version: z.string().nullable(),
    measures: z.record(z.string(), z.number()),
    note: z.string(),
  }),
  /** It ran a version that no release of this playbook had put there: proven all the same. */
  factOf('found-live', { target: z.string(), version: z.string() }),
  factOf('window-waived', { reason: z.string() }),
  factOf('overwrite', { reason: z.string() }),
  factOf('started', { deployId: z.string() }),
  factOf('observed', { phase: z.enum(['live', 'failed']), note: z.string() }),
  factOf('by-hand', { outcome: z.enum(['deployed', 'failed']), note: z.string() }),
  factOf('verified', { note: z.string() }),
]);
export type DeployFact = z.output<typeof DeployFact>;

/** One look that settled nothing yet. */
export const Glimpse = z.object({ note: z.string() });
export type Glimpse = z.output<typeof Glimpse>;

export type View = StepView<Spec, DeployFact, Glimpse>;

/** The version to deploy; undefined when it is `previous` and nothing earlier was proven. */
export function versionOf({ spec, release }: Pick<View, 'spec' | 'release'>): string | undefined {
  if (spec.version !== 'previous') return release.version;
  if (release.rollback) return release.rollback.toVersion || undefined;
  return release.live[spec.value]?.find(({ version }) => version !== release.version)?.version;
}

export function targetOf({ spec, playbook }: Pick<View, 'spec' | 'playbook'>): Target {
  const target = playbook.targets[spec.value];
  if (!target) throw new Error(`the playbook has no target \`${spec.value}\``);
  return target;
}

/** Whether anything was set going: from then on nothing holds it back any more. */
export function hasBegun({ facts }: View): boolean {
  return lastFact(facts, 'started') !== undefined || lastFact(facts, 'by-hand') !== undefined;
}
