import { z } from 'zod';
import { Name, oneOrMore, Text } from '../core/playbook/words.ts';
import { factOf, factsOf, lastFact, type NewFact } from '../core/release/fact.ts';
import { act, fail, finish, type Move } from '../core/release/move.ts';
import { listed } from '../core/text.ts';
import { since } from './_noticed.ts';
import { branchOf, short } from './_places.ts';
import type { StepView } from './_step.ts';
import { VERSION_FACTS } from './_version.ts';

export const Spec = z.strictObject({
  value: oneOrMore(Name).describe('a key of `tags`, or several'),
  message: Text.default('Release v<version> - <summary>').describe('the text of the tag'),
});
export type Spec = z.output<typeof Spec>;

const Mark = z.object({
  key: z.string(),
  name: z.string(),
  /** What is to be tagged, and how it was found: `the merge into main`. Null when it is not there. */
  commit: z.string().nullable(),
  where: z.string(),
  /** Where a tag of this name is already. */
  there: z.string().nullable(),
  /** A tag of the same format with a higher version. */
  higher: z.string().nullable(),
  /** Whether the commit has everything of the tag before it: that of an older line, when there is a higher version. */
  isInLine: z.boolean(),
  /** Other tags of this version that the commit does not contain. */
  outside: z.array(z.object({ name: z.string(), commit: z.string() })),
});
export type Mark = z.output<typeof Mark>;

export const TagFact = z.discriminatedUnion('type', [
  ...VERSION_FACTS,
  factOf('surveyed', { marks: z.array(Mark) }),
  factOf('tagged', { key: z.string(), name: z.string(), commit: z.string() }),
  /** Somebody else took the name in the meantime. */
  factOf('taken', { name: z.string() }),
]);
export type TagFact = z.output<typeof TagFact>;
export type View = StepView<Spec, TagFact, never>;

/** What is to be done about the tags; pure. */
export function decide(view: View): Move<'survey' | 'create', NewFact<TagFact>> {
  const surveyed = lastFact(view.facts, 'surveyed');
  if (!surveyed || lastFact(since(view.facts, 'surveyed'), 'taken')) return act('survey');
  for (const mark of surveyed.marks) {
    const problem = isTagged(mark, view) ? undefined : problemOf(mark, view);
    if (problem !== undefined) return fail(problem);
  }
  return nextMark(view) ? act('create') : done(surveyed.marks, view);
}

/** The first tag that is still to be set. */
export function nextMark(view: Pick<View, 'facts'>): Mark | undefined {
  return lastFact(view.facts, 'surveyed')?.marks.find((mark) => mark.there === null && !isTagged(mark, view));
}

function isTagged({ name }: Mark, { facts }: Pick<View, 'facts'>): boolean {
  return factsOf(facts, 'tagged').some((tagged) => tagged.name === name);
}

/** Why the tag can't be set, and what to do about it. */
function problemOf({ name, commit, where, there, higher, isInLine, outside }: Mark, view: View): string | undefined {
  if (commit === null) return `\`${name}\` belongs on ${where}, which is not there: make it, then try again`;
  if (there === commit) return undefined;
  if (there !== null) {
    return `\`${name}\` is on ${short(there)} already, and ${where} is ${short(commit)}. A tag is never moved: if ${short(there)} is what shipped, start a release with a higher version; if it was set by mistake, delete it at the host, then try again`;
  }
  if (higher !== null && !(view.release.urgent && isInLine)) {
    return `\`${higher}\` is there, and \`${name}\` is lower: versions only go up. Start a release with a higher version`;
  }
  const [other] = outside;
  if (!other) return undefined;
  const names = listed(outside.map((tag) => `\`${tag.name}\``));
  return `${where} (${short(commit)}) does not contain what was tagged ${names} (${short(other.commit)}): what was tested is not what would ship. Merge it, then try again`;
}

function done(marks: readonly Mark[], view: View): Move<never, never> {
  const notes = marks.map((mark) => {
    const already = isTagged(mark, view) ? '' : ', and was before';
    return `\`${mark.name}\` is on ${short(mark.commit ?? '')}${already}`;
  });
  const last = marks.at(-1);
  const names = Object.fromEntries(marks.map(({ key, name }) => [`tag-${key}`, name]));
  const { version } = view.release;
  return finish(notes.join('; '), { ...names, tag: last?.name ?? null, commit: last?.commit ?? null, version });
}

/** The merge of this release that a tag belongs on: for `production` the one into production. Undefined before any. */
export function mergeToTag(key: string, view: Pick<View, 'outputs' | 'playbook' | 'release'>) {
  const release = branchOf('release', view);
  const merges = Object.values(view.outputs).flatMap(({ merged, from, into }) =>
    typeof merged === 'string' && typeof into === 'string' && from === release ? [{ merged, into }] : [],
  );
  const production = view.playbook.branches.production && branchOf('production', view);
  const shipped = key === 'production' ? merges.findLast(({ into }) => into === production) : undefined;
  return shipped ?? merges.at(-1);
}
