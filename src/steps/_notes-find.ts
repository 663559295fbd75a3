import { sectionOf } from '../core/notes/changelog.ts';
import { fitting, fittingWithHint } from '../core/notes/fitting.ts';
import { isSameText, PUBLISHED_AT_MOST, publishedBody } from '../core/notes/publication.ts';
import type { NewFact } from '../core/release/fact.ts';
import { newestOf } from '../core/release/tag-format.ts';
import type { Repository } from '../core/repository/repository.ts';
import { tagsOf } from '../core/repository/tags-of.ts';
import { type Context, type FactOf, KEPT_AT_MOST } from './_notes.ts';
import { draftFor, previousTag } from './_notes-draft.ts';
import { branchOf } from './_places.ts';
import { fillForHost } from './_words.ts';

/** Looks whether the tag is set, what would be published at it, and what is there already. */
export async function find(context: Context): Promise<{ readonly fact: NewFact<FactOf<'found'>> }> {
  const repository = context.tools.repository(context.signal);
  const format = formatOf(context);
  const tag = await tagOf(context, format, repository);
  const expected = fillForHost(format, context);
  const title = fillForHost(context.spec.title ?? context.playbook.notes.title, context, { tag: tag ?? expected });
  if (tag === undefined) {
    return { fact: { type: 'found', tag: null, expected, title, text: '', more: 0, there: null } };
  }
  const body = await bodyAt(context, tag, repository);
  const there = await repository.publications.find(tag);
  const same = there !== undefined && !there.draft && isSameText(there.body, body) && there.title === title;
  const seen = there ? { url: there.url, draft: there.draft, same } : null;
  return { fact: { type: 'found', tag, expected, title, ...fitting(body, KEPT_AT_MOST), there: seen } };
}

/** The same tag gives the same text, but for what was written into the changelog of a branch meanwhile. */
export async function bodyAt(context: Context, tag: string, repository: Repository): Promise<string> {
  const { changelog, footer = '' } = context.playbook.notes;
  const notes = await notesAt(context, tag, repository);
  const where = changelog === undefined ? '' : ` in ${changelog}`;
  return fittingWithHint(publishedBody(notes, fillForHost(footer, context, { tag })), PUBLISHED_AT_MOST, where);
}

/** From the changelog at the tag, else of the branches; else what `write` kept; else made of the commits. */
async function notesAt(context: Context, tag: string, repository: Repository): Promise<string> {
  const { playbook, release, outputs } = context;
  const { changelog } = playbook.notes;
  const refs = changelog === undefined ? [] : [tag, branchOf('release', context), ...workBranch(context)];
  for (const ref of refs) {
    const file = await repository.files.read(changelog ?? '', ref);
    const section = file === undefined ? undefined : sectionOf(file, release.version);
    if (section !== undefined) return section;
  }
  const written = Object.values(outputs).find(({ notes }) => typeof notes === 'string')?.notes;
  if (changelog === undefined && typeof written === 'string') return written;
  const base = await previousTag(context, repository);
  return (await draftFor(context, { head: tag, ...(base !== undefined && { base }) }, repository)).text;
}

function workBranch(context: Context): readonly string[] {
  return 'work' in context.playbook.branches ? [branchOf('work', context)] : [];
}

function formatOf({ playbook, spec }: Context): string {
  const format = playbook.tags[spec.tag];
  if (format === undefined) throw new Error(`the playbook has no tag \`${spec.tag}\``);
  return format;
}

/** The last tag of this version. */
async function tagOf(
  { playbook, release }: Context,
  format: string,
  { refs }: Repository,
): Promise<string | undefined> {
  const tags = await tagsOf(format, { playbook, refs });
  return newestOf(tags.filter(({ version }) => version === release.version))?.name;
}
