import { placeOf } from '../core/playbook/places.ts';
import type { NewFact } from '../core/release/fact.ts';
import { counts, newestOf, nextN, type ReadTag, tagName } from '../core/release/tag-format.ts';
import { compareVersions } from '../core/release/version.ts';
import type { Refs } from '../core/repository/refs.ts';
import { tagsOf } from '../core/repository/tags-of.ts';
import { branchOf, placedIn } from './_places.ts';
import type { ActionContext } from './_step.ts';
import { type Mark, mergeToTag, type Spec, type TagFact } from './_tag.ts';

export type Context = ActionContext<Spec, TagFact, never>;

/** What each tag would be called, what it would be set on, and what is there already. Changes nothing. */
export async function survey(context: Context): Promise<{ fact: NewFact<Extract<TagFact, { type: 'surveyed' }>> }> {
  const { refs } = context.tools.repository(context.signal);
  const marks: Mark[] = [];
  for (const key of context.spec.value) marks.push(await markOf(key, context, refs));
  return { fact: { type: 'surveyed', marks } };
}

async function markOf(key: string, context: Context, refs: Refs): Promise<Mark> {
  const { playbook, release } = context;
  const place = placeOf(`tags/${key}`, placedIn(context));
  const format = place.kind === 'tag' ? place.format : '';
  const tags = await tagsOf(format, { playbook, refs });
  const names = tags.map(({ name: tag }) => tag);
  const target = await targetOf(key, context, refs);
  const name = await nameFor(format, { version: release.version, names, commit: target.commit }, refs);
  const newest = newestOf(tags);
  const isHigher = newest !== undefined && compareVersions(newest.version, release.version) > 0;
  return {
    key,
    name,
    ...target,
    there: (await refs.tag(name))?.commit ?? null,
    higher: isHigher ? newest.name : null,
    isInLine: isHigher && (await isInLine({ tags, ...target }, { context, refs })),
    outside: key === 'production' && target.commit !== null ? await outside(target.commit, context, refs) : [],
  };
}

/** The merge commit of this release, else the head of its branch, else that of production. */
async function targetOf(key: string, context: Context, refs: Refs): Promise<Pick<Mark, 'commit' | 'where'>> {
  const merge = mergeToTag(key, context);
  if (merge) return { commit: merge.merged, where: `the merge into \`${merge.into}\`` };
  const branch = branchOf('release', context);
  const head = await refs.branch(branch);
  if (head !== undefined || !context.playbook.branches.production) {
    return { commit: head ?? null, where: `\`${branch}\`` };
  }
  const production = branchOf('production', context);
  return { commit: (await refs.branch(production)) ?? null, where: `\`${production}\`` };
}

interface Named {
  readonly version: string;
  readonly names: readonly string[];
  readonly commit: string | null;
}

/** A count goes up, unless the last one is on this very commit. */
async function nameFor(format: string, { version, names, commit }: Named, refs: Refs): Promise<string> {
  if (!counts(format)) return tagName(format, { version });
  const n = nextN(format, version, names);
  const last = n > 1 ? tagName(format, { version, n: n - 1 }) : undefined;
  const isHere = last !== undefined && commit !== null && (await refs.tag(last))?.commit === commit;
  return isHere ? last : tagName(format, { version, n });
}

interface Line extends Pick<Mark, 'commit'> {
  readonly tags: readonly ReadTag[];
}

/** Whether the commit has everything of the newest tag below this version. */
async function isInLine(
  { tags, commit }: Line,
  { context, refs }: { readonly context: Context; readonly refs: Refs },
): Promise<boolean> {
  const { release } = context;
  const before = newestOf(tags.filter(({ version }) => compareVersions(version, release.version) < 0));
  return before !== undefined && commit !== null && (await contains(commit, before.name, refs));
}

/** Tags of other formats with this version that the commit does not contain: the newest of each. */
async function outside(commit: string, context: Context, refs: Refs): Promise<Mark['outside']> {
  const { playbook, release } = context;
  const others = Object.entries(playbook.tags).filter(([key]) => key !== 'production');
  const found: { name: string; commit: string }[] = [];
  for (const [, format] of others) {
    const tags = await tagsOf(format, { playbook, refs });
    const newest = newestOf(tags.filter(({ version }) => version === release.version));
    const tag = newest && (await refs.tag(newest.name));
    if (tag && !(await contains(commit, tag.commit, refs))) found.push({ name: tag.name, commit: tag.commit });
  }
  return found;
}

async function contains(commit: string, part: string, refs: Refs): Promise<boolean> {
  const comparison = await refs.compare(part, commit);
  return comparison?.status === 'ahead' || comparison?.status === 'identical';
}
