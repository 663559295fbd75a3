import { UserError } from '../core/errors.ts';
import { unreleasedOf } from '../core/notes/changelog.ts';
import { numbersIn } from '../core/notes/changes.ts';
import { type Draft, draftOf } from '../core/notes/draft.ts';
import { fitting } from '../core/notes/fitting.ts';
import { ownOf } from '../core/notes/own.ts';
import type { NewFact } from '../core/release/fact.ts';
import { newestOf, tagName } from '../core/release/tag-format.ts';
import { compareVersions } from '../core/release/version.ts';
import type { Commit, Range } from '../core/repository/history.ts';
import type { Repository } from '../core/repository/repository.ts';
import { tagsOf } from '../core/repository/tags-of.ts';
import { type Context, type FactOf, KEPT_AT_MOST } from './_notes.ts';
import { branchOf } from './_places.ts';

/** Reads what was committed since the version before, and makes notes of it. */
export async function draft(context: Context): Promise<{ readonly fact: NewFact<FactOf<'drafted'>> }> {
  const repository = context.tools.repository(context.signal);
  const where = await whereOf(context, repository);
  const base = await previousTag(context, repository);
  const range = { head: where.head, ...(base !== undefined && { base }) };
  const { commits, statistics } = await repository.history.withStatistics(range);
  const { text, ...counted } = await draftFrom(context, { head: range.head, commits }, repository);
  const kept = fitting(text, KEPT_AT_MOST);
  return { fact: { type: 'drafted', ...where, base: base ?? null, ...kept, ...counted, ...statistics } };
}

/** The same range gives the same notes, so that what is too long for a fact need not be kept. */
export async function draftFor(
  context: Pick<Context, 'playbook'>,
  range: Range,
  repository: Repository,
): Promise<Draft> {
  const commits = await repository.history.commits(range);
  return draftFrom(context, { head: range.head, commits }, repository);
}

async function draftFrom(
  { playbook }: Pick<Context, 'playbook'>,
  { head, commits }: { readonly head: string; readonly commits: readonly Commit[] },
  { pulls, files, links }: Repository,
): Promise<Draft> {
  const { sections, references, changelog } = playbook.notes;
  const file = changelog === undefined ? undefined : await files.read(changelog, head);
  return draftOf({
    commits,
    pulls: await pulls.described(numbersIn(commits)),
    sections,
    own: ownOf(playbook),
    style: { references, links },
    unreleased: unreleasedOf(file ?? ''),
  });
}

/** The branch of the release; once it is gone, the tag of the version, and the branch that work goes on in. */
async function whereOf(
  context: Context,
  { refs }: Repository,
): Promise<Pick<FactOf<'drafted'>, 'branch' | 'parent' | 'head'>> {
  const branch = branchOf('release', context);
  const tip = await refs.branch(branch);
  if (tip !== undefined) return { branch, parent: tip, head: tip };
  const format = context.playbook.tags.production;
  const tag = format === undefined ? undefined : await refs.tag(tagName(format, context.release));
  const work = branchOf('work', context);
  const parent = await refs.branch(work);
  if (tag && parent !== undefined) return { branch: work, parent, head: tag.commit };
  throw new UserError('no_branch', `the repository has no branch \`${branch}\`, and the version has no tag`, {
    fix: 'Cut the branch of the release first.',
  });
}

/** The newest production tag of a lower version. */
export async function previousTag(
  { playbook, release }: Pick<Context, 'playbook' | 'release'>,
  { refs }: Repository,
): Promise<string | undefined> {
  const format = playbook.tags.production;
  if (format === undefined) return undefined;
  const tags = await tagsOf(format, { playbook, refs });
  return newestOf(tags.filter(({ version }) => compareVersions(version, release.version) < 0))?.name;
}
