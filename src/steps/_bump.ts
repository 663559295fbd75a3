import { z } from 'zod';
import { factOf, factsOf, lastFact } from '../core/release/fact.ts';
import { folderOf, type Raised, raiseVersion, type Texts } from '../core/version-files/raise.ts';
import { since } from './_noticed.ts';
import type { StepView } from './_step.ts';
import { VERSION_FACTS } from './_version.ts';
import { fillForHost } from './_words.ts';

export const Spec = z.strictObject({
  value: z
    .literal('version', 'the only thing to bump is `version`')
    .describe('`version`: the files under `version` get it, on the branch of the release'),
});

const Group = z.object({ folder: z.string(), files: z.array(z.string()) });
export type Group = z.output<typeof Group>;

export const BumpFact = z.discriminatedUnion('type', [
  ...VERSION_FACTS,
  factOf('read', {
    branch: z.string(),
    head: z.string(),
    /** What is to be committed, one commit each; empty when every file has the version. */
    groups: z.array(Group),
    found: z.array(z.string()),
    problems: z.array(z.string()),
  }),
  factOf('committed', { folder: z.string(), commit: z.string() }),
  /** The branch had moved on before the commit: it is read again. */
  factOf('moved', {}),
]);
export type BumpFact = z.output<typeof BumpFact>;
export type View = StepView<z.output<typeof Spec>, BumpFact, never>;

/** The files of one commit: those of a folder where the message names it, else all of them. */
export function groupsOf({ files, commit }: View['playbook']['version']): readonly Group[] {
  if (!commit.includes('<folder>')) return [{ folder: '', files: [...files] }];
  const folders = [...new Set(files.map(folderOf))];
  return folders.map((folder) => ({ folder, files: files.filter((file) => folderOf(file) === folder) }));
}

/** A file at the root belongs to the folder that is called as the repository is. */
export function messageFor(folder: string, view: Pick<View, 'playbook' | 'release' | 'now'>): string {
  const { repository, version } = view.playbook;
  return fillForHost(version.commit, view, { folder: folder || (repository.split('/').at(-1) ?? repository) });
}

/** Raises group by group: a lock file at the root may belong to several. Pure. */
export function raiseGroups(groups: readonly Group[], texts: Texts, view: Pick<View, 'playbook' | 'release'>) {
  const raise = { version: view.release.version, repository: view.playbook.repository };
  const now = new Map(texts);
  return groups.map(({ folder, files }): Raised & Group => {
    const raised = raiseVersion(files, now, raise);
    for (const { path, content } of raised.changes) now.set(path, content);
    return { folder, files, ...raised };
  });
}

/** What is left to commit, and on top of which commit. Undefined when nothing is. */
export function nextCommit({ facts }: Pick<View, 'facts'>) {
  const read = lastFact(facts, 'read');
  const done = factsOf(since(facts, 'read'), 'committed');
  const group = read?.groups.find(({ folder }) => !done.some((commit) => commit.folder === folder));
  if (!read || !group) return undefined;
  return { group, branch: read.branch, parent: done.at(-1)?.commit ?? read.head };
}
