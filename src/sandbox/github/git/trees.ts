import type { Objects } from './objects.ts';

export interface TreeEntry {
  readonly mode: string;
  readonly name: string;
  readonly sha: string;
}

const FOLDER = '40000';
export const FILE = '100644';

export const isFolder = ({ mode }: TreeEntry): boolean => mode === FOLDER;

export async function readTree(objects: Objects, sha: string): Promise<readonly TreeEntry[]> {
  const tree = await objects.read(await treeBehind(objects, sha));
  if (tree?.type !== 'tree') return [];
  const entries: TreeEntry[] = [];
  for (let at = 0; at < tree.body.length; ) {
    const end = tree.body.indexOf(0, at);
    const head = tree.body.subarray(at, end).toString('utf8');
    const space = head.indexOf(' ');
    entries.push({
      mode: head.slice(0, space),
      name: head.slice(space + 1),
      sha: tree.body.subarray(end + 1, end + 21).toString('hex'),
    });
    at = end + 21;
  }
  return entries;
}

/** Of a tree itself, or of a commit or a tag. */
async function treeBehind(objects: Objects, sha: string): Promise<string> {
  const found = await objects.read(sha);
  return found?.type === 'tree' ? sha : `${sha}^{tree}`;
}

export function writeTree(objects: Objects, entries: readonly TreeEntry[]): string {
  // Git sorts a folder as if its name ended in a slash.
  const key = (entry: TreeEntry): Buffer => Buffer.from(isFolder(entry) ? `${entry.name}/` : entry.name);
  const sorted = [...entries].sort((a, b) => Buffer.compare(key(a), key(b)));
  const parts = sorted.flatMap(({ mode, name, sha }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(sha, 'hex')]);
  return objects.write('tree', Buffer.concat(parts));
}

/** The new file behind each path; null takes it away. */
export type Edits = ReadonlyMap<string, { readonly sha: string; readonly mode?: string } | null>;

/** A tree like this one but for some files; folders come and go with what is in them. */
export async function editTree(objects: Objects, tree: string | undefined, edits: Edits): Promise<string> {
  const entries = new Map((tree ? await readTree(objects, tree) : []).map((entry) => [entry.name, entry]));
  for (const [name, below] of byFirstSegment(edits)) {
    const own = below.get('');
    if (own !== undefined) {
      if (own === null) entries.delete(name);
      else entries.set(name, { mode: own.mode ?? entries.get(name)?.mode ?? FILE, name, sha: own.sha });
      continue;
    }
    const folder = entries.get(name);
    const sha = await editTree(objects, folder && isFolder(folder) ? folder.sha : undefined, below);
    if ((await readTree(objects, sha)).length === 0) entries.delete(name);
    else entries.set(name, { mode: FOLDER, name, sha });
  }
  return writeTree(objects, [...entries.values()]);
}

function byFirstSegment(edits: Edits): ReadonlyMap<string, Edits> {
  const groups = new Map<string, Map<string, { readonly sha: string; readonly mode?: string } | null>>();
  for (const [path, edit] of edits) {
    const slash = path.indexOf('/');
    const name = slash < 0 ? path : path.slice(0, slash);
    const group = groups.get(name) ?? new Map();
    group.set(slash < 0 ? '' : path.slice(slash + 1), edit);
    groups.set(name, group);
  }
  return groups;
}

/** The paths of files that differ between two commits or trees, sorted. Only what differs is read. */
export async function changedPaths(objects: Objects, before: string, after: string): Promise<readonly string[]> {
  if (before === after) return [];
  const [old, young] = await Promise.all([readTree(objects, before), readTree(objects, after)]);
  const names = new Set([...old, ...young].map(({ name }) => name));
  const found = [...names].map(async (name): Promise<readonly string[]> => {
    const [one, other] = [old.find((entry) => entry.name === name), young.find((entry) => entry.name === name)];
    if (one?.sha === other?.sha && one?.mode === other?.mode) return [];
    const isFile = [one, other].some((entry) => entry !== undefined && !isFolder(entry));
    const below = await changedPaths(objects, treeOf(one), treeOf(other));
    return [...(isFile ? [name] : []), ...below.map((path) => `${name}/${path}`)];
  });
  return (await Promise.all(found)).flat().sort();
}

/** A file has none below it. */
function treeOf(entry: TreeEntry | undefined): string {
  return entry !== undefined && isFolder(entry) ? entry.sha : NO_TREE;
}

/** Git's own name of a tree with nothing in it. */
const NO_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
