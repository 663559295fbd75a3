import { z } from 'zod';
import { Text } from '../core/playbook/words.ts';
import { factOf, factsOf, lastFact } from '../core/release/fact.ts';
import type { HeardView, StepView } from './_step.ts';

export const Spec = z.strictObject({
  value: z.int().positive().describe('the number of the pull request'),
  by: Text.describe('who asked for it'),
});
type Spec = z.output<typeof Spec>;

const Head = { head: z.string() };

export const ExceptionFact = z.discriminatedUnion('type', [
  factOf('asked', { severity: z.string(), reason: z.string() }),
  factOf('approved', { ...Head, role: z.string() }),
  factOf('refused', { role: z.string(), reason: z.string() }),
  /** What was agreed before it counts no more. */
  factOf('pushed', { ...Head, was: z.string() }),
  factOf('given', { ...Head, until: z.number() }),
  factOf('merged', { ...Head, commit: z.string() }),
  factOf('blocked', { ...Head, why: z.string() }),
  /** The branch is merged into by its queue alone. */
  factOf('queue-only', Head),
  factOf('queued', Head),
  factOf('let-through', Head),
]);
export type ExceptionFact = z.output<typeof ExceptionFact>;

const Seen = z.object({
  state: z.enum(['open', 'closed', 'merged']),
  head: z.string(),
  base: z.string(),
  draft: z.boolean(),
  author: z.string(),
  title: z.string(),
  mergedBy: z.string().nullable(),
  mergeCommit: z.string().nullable(),
  /** Required checks that have not passed, in plain text. */
  missing: z.array(z.string()),
});
export type Seen = z.output<typeof Seen>;

/** What the pull request looked like, or why nobody could tell. */
export const Glimpse = z.union([z.object({ seen: Seen }), z.object({ trouble: z.string(), pauseMs: z.number() })]);
export type Glimpse = z.output<typeof Glimpse>;

export type View = StepView<Spec, ExceptionFact, Glimpse>;
export type Heard = HeardView<Spec, ExceptionFact, Glimpse>;

/** As it was seen last. */
export function seenIn({ samples }: Heard): Seen | undefined {
  const body = samples.findLast((sample) => 'seen' in sample.body)?.body;
  return body && 'seen' in body ? body.seen : undefined;
}

export function exceptionsOf({ playbook }: Heard) {
  const { exceptions } = playbook.freeze ?? {};
  return exceptions ?? { approvedBy: [], secondPerson: true, lastsMs: 0 };
}

/** What was agreed at this head, since the last push. */
export function approvalsAt(head: string, { facts }: Heard) {
  const pushed = lastFact(facts, 'pushed');
  const since = pushed ? facts.slice(facts.indexOf(pushed)) : facts;
  return factsOf(since, 'approved').filter((fact) => fact.head === head);
}

/** Roles that have not agreed yet. */
export function openRoles(head: string, view: Heard): readonly string[] {
  const agreed = approvalsAt(head, view).map(({ role }) => role);
  return exceptionsOf(view).approvedBy.filter((role) => !agreed.includes(role));
}

/** `#12 Fix the login` */
export function named({ spec }: View, seen: Seen): string {
  return `#${spec.value} ${seen.title}`;
}
