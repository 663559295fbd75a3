import type { Git } from './git.ts';
import { Graph } from './graph.ts';
import type { Objects } from './objects.ts';
import { changedPaths } from './trees.ts';

export interface ChangedFile {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'removed';
  readonly added: number;
  readonly removed: number;
}

export type TreeMerge = { readonly tree: string } | { readonly conflicts: readonly string[] };

/** How commits stand to each other. Commits never change, so that git is asked nothing twice. */
export interface History {
  isAncestor(old: string, young: string): Promise<boolean>;
  /** How many commits only `head` has, and how many only `base` has. */
  distance(base: string, head: string): Promise<{ readonly ahead: number; readonly behind: number }>;
  mergeBase(one: string, other: string): Promise<string | undefined>;
  /** What `head` has and `base` has not; parents come before their children. */
  between(base: string, head: string): Promise<readonly string[]>;
  /** Newest first. */
  log(head: string, page: LogPage): Promise<readonly string[]>;
  /** What `head` changed since it left `base`. */
  files(base: string, head: string): Promise<readonly ChangedFile[]>;
  /** The same, without what is in them. */
  paths(base: string, head: string): Promise<readonly string[]>;
  /** Git's own merge of two commits, without a working tree. */
  merge(ours: string, theirs: string): Promise<TreeMerge>;
}

export interface LogPage {
  readonly skip: number;
  readonly count: number;
  readonly path?: string;
}

export function createHistory(git: Git, objects: Objects): History {
  const graph = new Graph(git, objects);
  const files = remembered((base: string, head: string) => changedFiles(git, base, head));
  const merge = remembered((ours: string, theirs: string) => mergeTrees(git, ours, theirs));
  const start = async (base: string, head: string): Promise<string> =>
    (await graph.divergence(base, head)).common ?? base;

  return {
    merge,
    isAncestor: async (old, young) => (await graph.divergence(young, old)).theirs.length === 0,
    async distance(base, head) {
      const { ours, theirs } = await graph.divergence(base, head);
      return { ahead: theirs.length, behind: ours.length };
    },
    mergeBase: async (one, other) => (await graph.divergence(one, other)).common,
    between: async (base, head) => (await graph.divergence(base, head)).theirs,
    async log(head, { skip, count, path }) {
      const where = path === undefined ? [] : ['--', path];
      return lines(await git.run(['rev-list', `--skip=${skip}`, `--max-count=${count}`, head, ...where]));
    },
    files: async (base, head) => files(await start(base, head), head),
    paths: async (base, head) => changedPaths(objects, await start(base, head), head),
  };
}

type OfTwo<Result> = (one: string, other: string) => Promise<Result>;

function remembered<Result>(ask: OfTwo<Result>): OfTwo<Result> {
  const known = new Map<string, Promise<Result>>();
  return (one, other) => {
    const key = `${one} ${other}`;
    const answer = known.get(key) ?? ask(one, other);
    known.set(key, answer);
    return answer;
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
async function changedFiles(git: Git, base: string, head: string): Promise<readonly ChangedFile[]> {
  const text = await git.run(['diff', '--raw', '--numstat', '--no-renames', '-z', base, head]);
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
    const status = states.get(path) ?? 'modified';
    files.push({ path, status, added: Number(added) || 0, removed: Number(removed) || 0 });
  }
  return files;
}

const lines = (text: string): readonly string[] => text.split('\n').filter(Boolean);
