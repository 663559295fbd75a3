import { type Edited, replaced } from './edited.ts';
import { jsonProblem, textAt } from './json-text.ts';

export interface LockedPackage {
  readonly version: string;
  /** The package's folder, from the folder of the lock file; '' for the package beside it. */
  readonly folder: string;
}

/**
 * The version of a package in `package-lock.json` or `npm-shrinkwrap.json`. That of the package beside it stands there
 * twice, that of a workspace once. A lock file that says nothing of the package stays as it is.
 */
export function editPackageLock(text: string, { version, folder }: LockedPackage): Edited {
  const problem = jsonProblem(text);
  if (problem !== undefined) return { problem };
  const places = [
    ...(folder === '' ? [textAt(text, ['version'])] : []),
    textAt(text, ['packages', folder, 'version']),
  ].filter((place) => place !== undefined);
  return replaced(text, places, version);
}
