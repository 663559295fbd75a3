import { editCompose } from './compose.ts';
import type { Edited, Raise } from './edited.ts';
import { editMarked, isMarked } from './marked.ts';
import { editPackageJson } from './package-json.ts';
import { editPackageLock } from './package-lock.ts';
import { editPyproject } from './pyproject.ts';
import { editSetupPy } from './setup-py.ts';

const LOCKS = ['package-lock.json', 'npm-shrinkwrap.json'];

/** By path. */
export type Texts = ReadonlyMap<string, string>;

export interface Raised {
  /** Only what is different now. */
  readonly changes: readonly { readonly path: string; readonly content: string }[];
  /** The versions that stood in the files, each once. */
  readonly found: readonly string[];
  /** Plain text, with the file. */
  readonly problems: readonly string[];
}

/** `backend` for `backend/package.json`; '' for a file at the root. */
export function folderOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}

/** Every file that may have to change for these: a lock file is named by nobody. */
export function pathsToRead(files: readonly string[]): readonly string[] {
  return [...new Set(files.flatMap((file) => [file, ...locksOf(file).map(({ path }) => path)]))];
}

/** Writes the version into the files; their lock files follow. */
export function raiseVersion(files: readonly string[], texts: Texts, raise: Raise): Raised {
  const now = new Map(texts);
  const found = new Set<string>();
  const problems = new Set<string>();
  const keep = (path: string, edited: Edited): void => {
    if ('problem' in edited) problems.add(`\`${path}\`: ${edited.problem}`);
    else now.set(path, edited.text);
  };
  for (const file of files) {
    const edited = editFile(file, now.get(file), raise);
    keep(file, edited);
    if ('found' in edited) for (const version of edited.found) found.add(version);
    for (const { path, folder } of locksOf(file)) {
      const lock = now.get(path);
      if (lock !== undefined) keep(path, editPackageLock(lock, { version: raise.version, folder }));
    }
  }
  const changes = [...now].flatMap(([path, content]) => (content === texts.get(path) ? [] : [{ path, content }]));
  return { changes, found: [...found], problems: [...problems] };
}

function editFile(path: string, text: string | undefined, raise: Raise): Edited {
  if (text === undefined) return { problem: 'there is no such file on the branch' };
  const name = path.split('/').at(-1) ?? '';
  // JSON has no comments: there the words mark nothing.
  if (name === 'package.json') return editPackageJson(text, raise);
  if (isMarked(text)) return editMarked(text, { ...raise, path });
  if (name === 'setup.py') return editSetupPy(text, raise);
  if (name === 'pyproject.toml') return editPyproject(text, raise);
  if (/\.ya?ml$/.test(name)) return editCompose(text, raise);
  return { problem: 'nothing says where the version stands: end its line with the comment `x-release-please-version`' };
}

/** The lock files that may name a package: beside it, and in each folder above it that has it as a workspace. */
function locksOf(file: string): readonly { readonly path: string; readonly folder: string }[] {
  if (file.split('/').at(-1) !== 'package.json') return [];
  const parts = file.split('/').slice(0, -1);
  return Array.from({ length: parts.length + 1 }, (_, up) => parts.length - up).flatMap((depth) => {
    const folder = parts.slice(depth).join('/');
    return LOCKS.map((lock) => ({ path: [...parts.slice(0, depth), lock].join('/'), folder }));
  });
}
