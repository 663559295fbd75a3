import { z } from 'zod';
import { BranchInto, Text } from '../core/playbook/words.ts';
import { factOf, type NewFact } from '../core/release/fact.ts';
import { finish, type Move } from '../core/release/move.ts';
import { NOTICED_FACTS } from './_noticed.ts';
import type { ActionContext, StepView } from './_step.ts';

export const Spec = z.strictObject({
  value: BranchInto.describe('`release into production`: what is merged into what'),
  method: z.enum(['merge', 'squash', 'rebase']).default('merge').describe('how a pull request is merged'),
  message: Text.optional().describe('the message of the merge; that of the host when it is left out'),
});
export type Spec = z.output<typeof Spec>;

const Pull = z.object({
  number: z.int(),
  url: z.string(),
  state: z.enum(['open', 'closed', 'merged']),
  draft: z.boolean(),
  head: z.string(),
  mergeCommit: z.string().nullable(),
  mergedBy: z.string().nullable(),
  /** Null while the host works it out. */
  mergeable: z.boolean().nullable(),
  /** Plain text: each required check that has not passed, and the review that the rules of the branch ask for. */
  open: z.array(z.string()),
});

/** Everything that a decision rests on, as it was seen at one moment. */
export const Sight = z.object({
  /** The names of branches; `from` may be a tag. */
  from: z.string(),
  into: z.string(),
  /** Where they are; null when there is none. */
  head: z.string().nullable(),
  target: z.string().nullable(),
  /** Commits that `into` lacks; null when one of them is not there. */
  missing: z.int().nullable(),
  pull: Pull.nullable(),
  /** Where a person sees the difference. */
  link: z.string(),
});
export type Sight = z.output<typeof Sight>;

export const MergeFact = z.discriminatedUnion('type', [
  ...NOTICED_FACTS,
  factOf('seen', { sight: Sight }),
  factOf('merged', { commit: z.string() }),
  /** Something had changed before the call: another look is needed. */
  factOf('moved', {}),
  factOf('queue-needed', {}),
  factOf('enqueued', {}),
  factOf('conflict', { why: z.string() }),
  factOf('refused', { why: z.string() }),
  /** A rule keeps us from merging without a pull request. */
  factOf('shut', { why: z.string() }),
  factOf('opened', { number: z.int(), url: z.string() }),
]);
export type MergeFact = z.output<typeof MergeFact>;

/** A look that saw nothing new. */
export const Glimpse = z.object({ same: z.literal(true) });
export type Glimpse = z.output<typeof Glimpse>;

export type View = StepView<Spec, MergeFact, Glimpse>;
export type Context = ActionContext<Spec, MergeFact, Glimpse>;
export type MergeMove = Move<'look' | 'merge' | 'enqueue' | 'merge-branches' | 'open', NewFact<MergeFact>>;

/** The pull request of this release and the head that was reviewed, as the step `pull-request` left them. */
export function reviewedPull({ outputs }: Pick<View, 'outputs'>, { from, into }: Pick<Sight, 'from' | 'into'>) {
  const output = Object.values(outputs).findLast((each) => each.from === from && each.into === into && each.head);
  const number = output?.['pull-request'];
  return typeof number === 'number' ? { number, head: String(output?.head) } : undefined;
}

/** The end: what later steps read is `merged`, `from`, `into` and, when there was one, `pull-request`. */
export function merged({ from, into, pull }: Sight, commit: string, note: string): MergeMove {
  return finish(note, { merged: commit, from, into, ...(pull && { 'pull-request': pull.number }) });
}
