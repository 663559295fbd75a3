import { z } from 'zod';
import { Name, Text } from '../core/playbook/words.ts';
import { factOf } from '../core/release/fact.ts';
import type { ActionContext, StepView } from './_step.ts';
import { VERSION_FACTS } from './_version.ts';

export const Spec = z.strictObject({
  value: z
    .enum(['write', 'publish'], 'notes are written or published: `write` or `publish`')
    .describe('`write` drafts them from the commits and puts them into the changelog; `publish` shows them at the tag'),
  review: Name.optional().describe('the role that sees them first; the owner when it is left out'),
  title: Text.optional().describe('of the published notes; `notes.title` when it is left out'),
  tag: Name.default('production').describe('the key of the tag at which they are published'),
});
export type Spec = z.output<typeof Spec>;

/** What a release may consist of at most before its notes are only kept in part; all of them are made again from it. */
export const KEPT_AT_MOST = 64_000;

export const NotesFact = z.discriminatedUnion('type', [
  ...VERSION_FACTS,
  factOf('drafted', {
    /** Where they are written, and its commit when they were drafted. */
    branch: z.string(),
    parent: z.string(),
    /** The commit up to which was read. */
    head: z.string(),
    /** The tag of the version before; null when there was none, and everything was read. */
    base: z.string().nullable(),
    text: z.string(),
    /** How many lines did not fit into this fact. */
    more: z.int(),
    /** Changes that stand in no section, by type. */
    leftOut: z.record(z.string(), z.int()),
    commits: z.int(),
    files: z.int(),
    added: z.int(),
    removed: z.int(),
  }),
  /** What was found before publishing: the text as it would be, and what stands at the tag already. */
  factOf('found', {
    /** Null: it is not set yet. */
    tag: z.string().nullable(),
    /** How such a tag is called. */
    expected: z.string(),
    title: z.string(),
    text: z.string(),
    more: z.int(),
    there: z.object({ url: z.string(), draft: z.boolean(), same: z.boolean() }).nullable(),
  }),
  factOf('edited', { text: z.string() }),
  factOf('used', {}),
  factOf('again', {}),
  /** More was committed since the draft. */
  factOf('moved', { parent: z.string(), commits: z.int() }),
  /** Somebody else wrote something else under this version. */
  factOf('taken', { text: z.string() }),
  factOf('kept', {}),
  factOf('replaced', {}),
  /** Null: it was there already, or nobody knows which commit it was. */
  factOf('committed', { commit: z.string().nullable() }),
  factOf('published', { url: z.string() }),
]);
export type NotesFact = z.output<typeof NotesFact>;
export type FactOf<T extends NotesFact['type']> = Extract<NotesFact, { readonly type: T }>;

export type View = StepView<Spec, NotesFact, never>;
export type Context = ActionContext<Spec, NotesFact, never>;

/** Who sees them first. */
export const reviewerOf = ({ spec, owner }: View): string => spec.review ?? owner;
