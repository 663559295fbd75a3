import { z } from 'zod';
import { BranchInto, Roles, Text } from '../core/playbook/words.ts';
import { factOf, lastFact } from '../core/release/fact.ts';
import { since } from './_noticed.ts';
import { branchOf } from './_places.ts';
import type { ActionContext, HeardView } from './_step.ts';
import { VERSION_FACTS } from './_version.ts';

export const Spec = z.strictObject({
  value: BranchInto.describe('`a into b`: the branch that is merged, and the one that it goes into'),
  title: Text.optional().describe('of the pull request; `Release v<version>` when it is left out'),
  'reviewed-by': Roles.default([]).describe('somebody of each of these roles must approve it; their logins are asked'),
  approvals: z.int().min(0).default(1).describe('how many people must approve its newest commit'),
});
export type Spec = z.output<typeof Spec>;

const Opened = { number: z.int(), url: z.string(), author: z.string() };

export const PullRequestFact = z.discriminatedUnion('type', [
  ...VERSION_FACTS,
  /** It was there: by us, and if so whether its words are still the ones that it should have. */
  factOf('found', { ...Opened, ours: z.boolean(), current: z.boolean() }),
  /** There is no open one: what is missing for it, and how many commits it would have. */
  factOf('none', { missing: z.string().nullable(), commits: z.int() }),
  factOf('opened', Opened),
  factOf('edited', {}),
  /** Who was asked for a review, and whom the host did not take. */
  factOf('asked', { logins: z.array(z.string()), refused: z.array(z.string()) }),
  factOf('again', {}),
  /** Another one is to be opened. */
  factOf('anew', {}),
  /** What a person goes on with, as `noticedIn` names it. */
  factOf('accepted', { what: z.string() }),
]);
export type PullRequestFact = z.output<typeof PullRequestFact>;
export type FactOf<T extends PullRequestFact['type']> = Extract<PullRequestFact, { readonly type: T }>;

/** How the pull request and its reviews stand. */
export const Glimpse = z.object({
  number: z.int(),
  state: z.enum(['open', 'closed', 'merged']),
  draft: z.boolean(),
  conflict: z.boolean(),
  author: z.string(),
  base: z.string(),
  head: z.string(),
  mergeCommit: z.string().nullable(),
  mergedBy: z.string().nullable(),
  opinions: z.array(
    z.object({ login: z.string(), state: z.enum(['approved', 'changes-requested']), commit: z.string() }),
  ),
  decision: z.enum(['approved', 'changes-requested', 'review-required']).nullable(),
  /** By role: the logins of everybody who has it now. */
  logins: z.record(z.string(), z.array(z.string())),
});
export type Glimpse = z.output<typeof Glimpse>;

export type View = HeardView<Spec, PullRequestFact, Glimpse>;
export type Context = ActionContext<Spec, PullRequestFact, Glimpse>;

export interface Pair {
  readonly from: string;
  readonly into: string;
}

/** The whole names of the two branches. */
export function pairOf(view: Pick<View, 'spec' | 'playbook' | 'release'>): Pair {
  const { from, into } = view.spec.value;
  return { from: branchOf(from, view), into: branchOf(into, view) };
}

/** What was done for the present pull request: another one begins anew. */
export function ownFacts({ facts }: Pick<View, 'facts'>): readonly PullRequestFact[] {
  return since(facts, 'anew');
}

export function pullIn(view: Pick<View, 'facts'>): FactOf<'found'> | FactOf<'opened'> | undefined {
  return ownFacts(view).findLast((fact) => fact.type === 'found' || fact.type === 'opened');
}

export function glimpseIn(view: View): Glimpse | undefined {
  const number = pullIn(view)?.number;
  return view.samples.findLast(({ body }) => body.number === number)?.body;
}

/** What somebody did by hand, in a word that a person's answer is held against. */
export function noticedIn(view: View): string | undefined {
  const glimpse = glimpseIn(view);
  if (glimpse) return glimpse.state === 'merged' ? `merged as ${glimpse.mergeCommit ?? ''}` : undefined;
  return lastFact(ownFacts(view), 'none')?.commits === 0 ? 'no commits' : undefined;
}

/** The host does not tell `Kim` from `kim`. */
export const isSameLogin = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
