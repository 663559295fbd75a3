import { z } from 'zod';
import type { Rollback, Target, Trigger } from '../core/playbook/playbook.ts';
import { Duration, Name } from '../core/playbook/words.ts';
import { factOf } from '../core/release/fact.ts';
import type { HeardView, Sample } from './_step.ts';

export const Spec = z.strictObject({
  value: Name.describe('the target'),
  for: Duration.describe('how long it is watched'),
  active: Duration.default(0).describe("somebody of the owner's role must be there at the beginning, for so long"),
  every: Duration.default(60_000).describe('how often its health paths are asked'),
});
export type Spec = z.output<typeof Spec>;

export const WatchFact = z.discriminatedUnion('type', [
  factOf('here', {}),
  /** The engine counts these: `reports` of a release. */
  factOf('reported', { reason: z.string(), trigger: z.string().optional() }),
  /** Somebody saw these problems and decided to go on; it holds until they end and begin anew. */
  factOf('kept', { problems: z.array(z.string()), reason: z.string() }),
  factOf('decided', { reason: z.string() }),
  factOf('counting', { trigger: z.string(), endsAt: z.number(), note: z.string() }),
  factOf('stopped-counting', { trigger: z.string(), reason: z.string() }),
  factOf('recovered', { trigger: z.string() }),
  /** Nobody looked between these two instants of business time. */
  factOf('gap', { from: z.number(), to: z.number() }),
]);
export type WatchFact = z.output<typeof WatchFact>;

const Probed = z.object({
  what: z.literal('probe'),
  shots: z.array(z.object({ ok: z.boolean(), ms: z.number().optional() })),
  note: z.string(),
});
const Checked = z.object({
  what: z.literal('check'),
  check: z.string(),
  outcome: z.enum(['pass', 'fail', 'unknown']),
  note: z.string(),
});
export const WatchSample = z.discriminatedUnion('what', [Probed, Checked]);
export type WatchSample = z.output<typeof WatchSample>;

export type View = HeardView<Spec, WatchFact, WatchSample>;
export type Probing = Sample<z.output<typeof Probed>>;
export type Checking = Sample<z.output<typeof Checked>>;

export const probings = ({ samples }: Pick<View, 'samples'>): readonly Probing[] =>
  samples.filter((sample): sample is Probing => sample.body.what === 'probe');

export const checkings = ({ samples }: Pick<View, 'samples'>, check: string): readonly Checking[] =>
  samples.filter((sample): sample is Checking => sample.body.what === 'check' && sample.body.check === check);

export function targetOf({ spec, playbook }: Pick<View, 'spec' | 'playbook'>): Target {
  const target = playbook.targets[spec.value];
  if (!target) throw new Error(`the playbook has no target \`${spec.value}\``);
  return target;
}

/** The way back from here; a rollback itself has none. */
export function wayBack({ release, playbook }: Pick<View, 'release' | 'playbook'>): Rollback | undefined {
  return release.run === 'main' ? playbook.rollback : undefined;
}

export const triggersOf = ({ playbook }: Pick<View, 'playbook'>): readonly Trigger[] =>
  playbook.rollback?.triggers ?? [];

/** Every check that limits and triggers of this target name, each once. */
export function checksOf(view: Pick<View, 'spec' | 'playbook'>): readonly string[] {
  const limits = targetOf(view).limits.flatMap((limit) => ('check' in limit ? [limit.check] : []));
  const triggers = triggersOf(view).flatMap(({ by }) =>
    by.flatMap((seer) => (seer.kind === 'check' ? [seer.name] : [])),
  );
  return [...new Set([...limits, ...triggers])];
}

/** Two looks that are further apart than this have a gap between them. */
export const gapMs = ({ every }: Spec): number => every * 2.5;
