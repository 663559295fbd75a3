import { renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { writeBelow } from './files.ts';
import type { Git } from './git.ts';

/** One ref that moves; null where it is not there before, or not after. */
export interface RefChange {
  readonly ref: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** The refs of a bare repository that nobody else writes to: read once, then kept in mind. */
export interface Refs {
  get(ref: string): string | undefined;
  /** Sorted by name. */
  below(beginning: string): readonly { readonly ref: string; readonly sha: string }[];
  /** Throws, and moves nothing, when one is not what it was before. */
  change(changes: readonly RefChange[]): Promise<void>;
  /** Whether another ref stands in the way: a branch `a` lets no branch `a/b` be. */
  isBlocked(ref: string): boolean;
  /** Reads them anew. */
  refresh(): Promise<void>;
}

export async function createRefs(git: Git): Promise<Refs> {
  const known = new Map<string, string>();

  async function refresh(): Promise<void> {
    const lines = await git.run(['for-each-ref', '--format=%(objectname) %(refname)']);
    known.clear();
    for (const line of lines.split('\n').filter(Boolean)) known.set(line.slice(41), line.slice(0, 40));
  }

  async function change(changes: readonly RefChange[]): Promise<void> {
    const stale = changes.find(({ ref, before }) => (known.get(ref) ?? null) !== before);
    if (stale) throw new Error(`\`${stale.ref}\` is not at \`${stale.before}\` any more`);
    const gone = changes.filter(({ after }) => after === null).map(({ ref }) => `delete ${ref}\n`);
    if (gone.length > 0) await git.run(['update-ref', '--stdin'], { input: gone.join('') });
    for (const { ref, after } of changes) {
      if (after === null) known.delete(ref);
      else writeRef(git.folder, ref, after);
      if (after !== null) known.set(ref, after);
    }
  }
  await refresh();

  return {
    get: (ref) => known.get(ref),
    below: (beginning) =>
      [...known]
        .filter(([ref]) => ref.startsWith(beginning))
        .map(([ref, sha]) => ({ ref, sha }))
        .sort((a, b) => (a.ref < b.ref ? -1 : 1)),
    change,
    isBlocked: (ref) => [...known.keys()].some((other) => other.startsWith(`${ref}/`) || ref.startsWith(`${other}/`)),
    refresh,
  };
}

/** A file with a SHA in it, put in place at once, the way git itself writes a ref. */
function writeRef(folder: string, ref: string, sha: string): void {
  const file = resolve(folder, ref);
  writeBelow(file, () => writeFileSync(`${file}.lock`, `${sha}\n`));
  renameSync(`${file}.lock`, file);
}

/** What git and GitHub take as the name of a ref. */
export function isRefName(ref: string): boolean {
  return (
    /^refs\/(heads|tags|pull|forks)\/[^/]/.test(ref) &&
    !/[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|[./]$/u.test(ref)
  );
}
