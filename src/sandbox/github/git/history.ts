import type { Git } from './git.ts';

export interface ChangedFile {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'removed';
  readonly added: number;
  readonly removed: number;
}

export type TreeMerge = { readonly tree: string } | { readonly conflicts: readonly string[] };

/** How commits stand to each other. Commits never change, so that nothing is asked twice. */
export interface History {
  isAncestor(old: string, young: string): Promise<boolean>;
  /** How many commits only `head` has, and how many only `base` has. */
  distance(base: string, head: string): Promise<{ readonly ahead: number; readonly behind: number }>;
  mergeBase(one: string, other: string): Promise<string | undefined>;
  /** What `head` has and `base` has not, oldest first. */
  between(base: string, head: string): Promise<readonly string[]>;
  /** Newest first. */
  log(
    head: string,
    page: { readonly skip: number; readonly count: number; readonly path?: string },
  ): Promise<readonly string[]>;
  /** What `head` changed since it left `base`. */
  files(base: string, head: string): Promise<readonly ChangedFile[]>;
  /** Git's own merge of two commits, without a working tree. */
  merge(ours: string, theirs: string): Promise<TreeMerge>;
}

export function createHistory(git: Git): History {
  const known = new Map<string, Promise<string>>();
  const ask = (...args: readonly string[]): Promise<string> => {
    const key = args.join(' ');
    const answer = known.get(key) ?? git.run(args);
    known.set(key, answer);
    return answer;
  };
  async function distance(base: string, head: string): Promise<{ ahead: number; behind: number }> {
    if (base === head) return { ahead: 0, behind: 0 };
    const [behind = 0, ahead = 0] = (await ask('rev-list', '--left-right', '--count', `${base}...${head}`))
      .split('\t')
      .map(Number);
    return { ahead, behind };
  }

  return {
    distance,
    isAncestor: async (old, young) => (await distance(young, old)).ahead === 0,
    async mergeBase(one, other) {
      const { code, stdout } = await git.attempt(['merge-base', one, other]);
      return code === 0 ? stdout.toString('utf8').trim() : undefined;
    },
    between: async (base, head) => lines(await ask('rev-list', '--reverse', '--topo-order', `${base}..${head}`)),
    log: async (head, { skip, count, path }) =>
      lines(await ask('rev-list', `--skip=${skip}`, `--max-count=${count}`, head, ...(path ? ['--', path] : []))),
    files: async (base, head) => parseFiles(await ask('diff', '--raw', '--numstat', '--no-renames', '-z', base, head)),
    merge: (ours, theirs) => mergeTrees(git, ours, theirs),
  };
}

async function mergeTrees(git: Git, ours: string, theirs: string): Promise<TreeMerge> {
  const how = ['--write-tree', '--name-only', '--no-messages'];
  const { code, stdout, stderr } = await git.attempt(['merge-tree', ...how, ours, theirs]);
  const [tree = '', ...conflicts] = lines(stdout.toString('utf8'));
  if (code === 0) return { tree };
  if (code === 1) return { conflicts };
  throw new Error(`git could not try the merge: ${stderr.trim()}`);
}

const STATES: Readonly<Record<string, ChangedFile['status']>> = { A: 'added', D: 'removed' };

/** `:100644 100644 aaa bbb M\0path\0…` for each file, then `1\t2\tpath\0…`. */
function parseFiles(text: string): readonly ChangedFile[] {
  const parts = text.split('\0').filter(Boolean);
  const states = new Map<string, ChangedFile['status']>();
  const files: ChangedFile[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] ?? '';
    if (part.startsWith(':')) {
      states.set(parts[at + 1] ?? '', STATES[part.split(' ')[4]?.[0] ?? ''] ?? 'modified');
      at += 1;
      continue;
    }
    const [added = '0', removed = '0', path = ''] = part.split('\t');
    files.push({
      path,
      status: states.get(path) ?? 'modified',
      added: Number(added) || 0,
      removed: Number(removed) || 0,
    });
  }
  return files;
}

const lines = (text: string): readonly string[] => text.split('\n').filter(Boolean);
