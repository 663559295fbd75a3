import { z } from 'zod';
import { BranchReference, Text } from '../core/playbook/words.ts';
import { factOf, type NewFact } from '../core/release/fact.ts';
import type { Move } from '../core/release/move.ts';
import { NOTICED_FACTS } from './_noticed.ts';
import type { ActionContext, StepView } from './_step.ts';
import { fillForHost } from './_words.ts';

export const Spec = z.strictObject({
  value: BranchReference.describe('the branch that is deleted: mostly `release`, the branch of this release'),
  keep: Text.optional().describe('the name of a tag that is set on its head first: `archive/v<version>`'),
});
type Spec = z.output<typeof Spec>;

export const DeleteFact = z.discriminatedUnion('type', [
  ...NOTICED_FACTS,
  factOf('looked', {
    branch: z.string(),
    /** Where it is; null when it is gone. */
    head: z.string().nullable(),
    /** Where the tag that keeps its commits is. */
    kept: z.string().nullable(),
    /** Commits that are neither in production nor in the work branch. */
    only: z.int(),
  }),
  factOf('kept', { tag: z.string(), commit: z.string() }),
  /** It moved, or its tag was taken, in the meantime. */
  factOf('moved', {}),
  factOf('deleted', {}),
]);
export type DeleteFact = z.output<typeof DeleteFact>;
export type View = StepView<Spec, DeleteFact, never>;
export type Context = ActionContext<Spec, DeleteFact, never>;
export type DeleteMove = Move<'look' | 'keep' | 'delete', NewFact<DeleteFact>>;

/** The tag that keeps the commits; undefined when none is asked for. */
export function keepTag(view: Pick<View, 'spec' | 'playbook' | 'release' | 'now'>): string | undefined {
  return view.spec.keep === undefined ? undefined : fillForHost(view.spec.keep, view);
}
