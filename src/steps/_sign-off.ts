import { z } from 'zod';
import { oneOrMore, Roles, Text } from '../core/playbook/words.ts';
import { factOf } from '../core/release/fact.ts';
import type { ActionContext, HeardView } from './_step.ts';

export const Spec = z.strictObject({
  value: Text.describe('what is signed'),
  from: Roles.optional().describe('each of these roles must sign; the owner when it is left out'),
  areas: oneOrMore(Text).default([]).describe('each is signed on its own'),
  confirms: oneOrMore(Text).default([]).describe('what the signature stands for, shown with the question'),
  'second-person': z
    .boolean()
    .default(false)
    .describe('who opened the release may not sign, and nobody signs in two roles'),
  'in-order': z.boolean().default(false).describe('a role is asked only when the one before has signed everything'),
  'github-environment': Text.optional().describe(
    'when all is signed, the run of this release that waits for this environment is let in',
  ),
});
export type Spec = z.output<typeof Spec>;

export const SignOffFact = z.discriminatedUnion('type', [
  factOf('given', { item: z.string(), role: z.string() }),
  factOf('rejected', { item: z.string(), role: z.string(), reason: z.string() }),
  /** The run at the host that waits for the environment; `environment` is its number there. */
  factOf('run-found', { run: z.int(), url: z.string(), environment: z.int(), canApprove: z.boolean() }),
  factOf('let-in', {}),
  factOf('not-let-in', { why: z.string() }),
  /** Somebody let it in at the host. */
  factOf('went-on', {}),
  factOf('went-without', { reason: z.string() }),
]);
export type SignOffFact = z.output<typeof SignOffFact>;

/** A look that saw nothing new. */
export const Glimpse = z.object({ same: z.literal(true) });
export type Glimpse = z.output<typeof Glimpse>;

export type View = HeardView<Spec, SignOffFact, Glimpse>;
export type Context = ActionContext<Spec, SignOffFact, Glimpse>;
