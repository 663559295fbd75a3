import { sectionOf } from '../core/notes/changelog.ts';
import { fittingWithHint } from '../core/notes/fitting.ts';
import { RELEASE_TITLE } from '../core/notes/own.ts';
import type { Repository } from '../core/repository/repository.ts';
import { type Context, pairOf, type View } from './_pull-request.ts';
import { fillForHost } from './_words.ts';

export interface Words {
  readonly title: string;
  readonly body: string;
}

/** The host takes 65,536 characters. */
const NOTES_AT_MOST = 60_000;

/** Stands below every pull request that is ours, and nowhere else. */
export function signature({ release }: Pick<View, 'release'>): string {
  return `Opened by Shipmate for the release \`${release.id}\`.`;
}

/** The notes of the version, as they stand in the changelog of the branch, or as an earlier step put them out. */
export async function wordsFor(context: Context, { files }: Repository): Promise<Words> {
  const { spec, playbook, release, outputs } = context;
  const { changelog } = playbook.notes;
  const { from } = pairOf(context);
  const file = changelog === undefined ? undefined : await files.read(changelog, from);
  const section = file === undefined ? undefined : sectionOf(file, release.version);
  const written = Object.values(outputs).find(({ notes }) => typeof notes === 'string')?.notes;
  const notes = section ?? (typeof written === 'string' ? written : '');
  const where = changelog === undefined ? '' : ` in ${changelog}`;
  const parts = [fittingWithHint(notes, NOTES_AT_MOST, where), signature(context)];
  return {
    title: fillForHost(spec.title ?? RELEASE_TITLE, context),
    body: parts.filter((part) => part !== '').join('\n\n---\n\n'),
  };
}
