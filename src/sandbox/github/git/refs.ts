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
  /** All of them or none; throws when one is not what it was before. */
  change(changes: readonly RefChange[]): Promise<void>;
  /** Reads them anew. */
  refresh(): Promise<void>;
}

const NOTHING = '0'.repeat(40);

export async function createRefs(git: Git): Promise<Refs> {
  const known = new Map<string, string>();

  async function refresh(): Promise<void> {
    const lines = await git.run(['for-each-ref', '--format=%(objectname) %(refname)']);
    known.clear();
    for (const line of lines.split('\n').filter(Boolean)) known.set(line.slice(41), line.slice(0, 40));
  }

  async function change(changes: readonly RefChange[]): Promise<void> {
    const lines = changes.map(({ ref, before, after }) =>
      after === null ? `delete ${ref} ${before ?? NOTHING}` : `update ${ref} ${after} ${before ?? NOTHING}`,
    );
    await git.run(['update-ref', '--stdin'], { input: `${lines.join('\n')}\n` });
    for (const { ref, after } of changes) {
      if (after === null) known.delete(ref);
      else known.set(ref, after);
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
    refresh,
  };
}

/** What git and GitHub take as the name of a ref. */
export function isRefName(ref: string): boolean {
  return (
    /^refs\/(heads|tags|pull|forks)\/[^/]/.test(ref) &&
    !/[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|[./]$/u.test(ref)
  );
}
