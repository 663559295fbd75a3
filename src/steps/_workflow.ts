import { z } from 'zod';
import { checked } from '../core/playbook/names.ts';
import { BranchReference, Duration } from '../core/playbook/words.ts';
import { factOf, lastFact, type NewFact } from '../core/release/fact.ts';
import type { Move } from '../core/release/move.ts';
import type { ActionContext, StepView } from './_step.ts';

const File = checked('a workflow', (value) =>
  /^[\w.-]+\.ya?ml$/.test(value)
    ? undefined
    : `\`${value}\` is no workflow: write the name of its file in .github/workflows, like \`smoke-tests.yml\``,
);

const Input = z.union([z.string(), z.number(), z.boolean()]).transform(String);
/** The host takes so many. */
const INPUTS_AT_MOST = 25;

export const Spec = z.strictObject({
  value: File.describe('the name of its file'),
  ref: BranchReference.default('release').describe('what it runs on: a branch, or the newest tag of a format'),
  inputs: z
    .record(z.string(), Input)
    .refine((inputs) => Object.keys(inputs).length <= INPUTS_AT_MOST, `more than ${INPUTS_AT_MOST} inputs are refused`)
    .default({})
    .describe('what is given to it; it has to declare them'),
  correlation: z
    .string()
    .optional()
    .describe(
      'the input that takes a word of ours, which the workflow writes into its `run-name`: then its run is told for sure',
    ),
  timeout: Duration.default(30 * 60_000).describe(
    'from the start to its end, without the time that it waits for people',
  ),
});
type Spec = z.output<typeof Spec>;

const Job = z.object({ name: z.string(), url: z.string() });

export const WorkflowFact = z.discriminatedUnion('type', [
  factOf('ready', {
    ref: z.string(),
    /** The word that tells our run from others. */
    correlation: z.string(),
    /** Plain text: why it can't be started. */
    problem: z.string().nullable(),
  }),
  factOf('dispatched', { run: z.int().nullable() }),
  factOf('followed', {
    run: z.int(),
    url: z.string(),
    state: z.enum(['queued', 'running', 'waiting', 'success', 'failure']),
    word: z.string(),
    attempt: z.int(),
    commit: z.string(),
    /** Environments that it waits for. */
    waiting: z.array(z.string()),
    failed: z.array(Job),
  }),
  factOf('judged', { outcome: z.enum(['well', 'failed']), reason: z.string() }),
]);
export type WorkflowFact = z.output<typeof WorkflowFact>;
export type Followed = Extract<WorkflowFact, { type: 'followed' }>;

/** A look that saw nothing new. */
export const Glimpse = z.object({ same: z.literal(true) });
export type Glimpse = z.output<typeof Glimpse>;

export type View = StepView<Spec, WorkflowFact, Glimpse>;
export type Context = ActionContext<Spec, WorkflowFact, Glimpse>;
export type WorkflowMove = Move<'prepare' | 'dispatch' | 'follow', NewFact<WorkflowFact>>;

/** How a run that was begun by this step is told from others. */
export function soughtRun({ spec, facts, machine }: Pick<View, 'spec' | 'facts' | 'machine'>) {
  const ready = lastFact(facts, 'ready');
  return {
    file: spec.value,
    ref: ready?.ref ?? '',
    since: ready?.recorded ?? machine,
    ...(spec.correlation !== undefined && { correlation: ready?.correlation }),
  };
}
