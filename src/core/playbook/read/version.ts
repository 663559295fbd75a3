import { ownPlaceholders } from '../fill.ts';
import { checked, shown, Text } from '../names.ts';
import type { Playbook } from '../playbook.ts';
import { oneOrMore } from '../words.ts';
import type { Place } from './place.ts';
import { addTemplates, type Reading } from './reading.ts';

export const SHIPPED_VERSION: Playbook['version'] = { files: [], commit: 'chore: release v<version>' };

/** Why this is no file inside the repository; undefined when it may be one. */
export function pathProblem(path: string): string | undefined {
  const parts = path.split('/');
  return parts.some((part) => part === '' || part === '.' || part === '..') || /[\\\s]/.test(path)
    ? `${shown(path)} is no file of the repository: write its path from the root, like \`backend/package.json\``
    : undefined;
}

const VersionFile = checked('a file', pathProblem);

export function readVersion(at: Place, reading: Reading): Playbook['version'] {
  const files = at.take('files', oneOrMore(VersionFile), []);
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) at.refuse(`${shown(twice)} stands here twice`, 'files');
  const commit = at.maybe('commit', Text);
  if (commit?.includes('\n')) at.refuse('the message of a commit is one line here', 'commit');
  if (commit !== undefined) addTemplates(reading, at, { commit }, ownPlaceholders('version.commit'));
  at.done();
  return { files, commit: commit ?? SHIPPED_VERSION.commit };
}
