import type { Commit } from '../../src/core/repository/history.ts';
import type { Comparison } from '../../src/core/repository/refs.ts';

type Tree = ReadonlyMap<string, string>;

interface Node extends Commit {
  readonly tree: Tree;
}

export interface NewCommit {
  readonly subject?: string;
  readonly body?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly parents?: readonly string[];
}

/** Commits, branches and tags, with merges by file. Nothing is at a host here: this is what a host looks at. */
export class MemoryGit {
  readonly branches = new Map<string, string>();
  readonly tags = new Map<string, { commit: string; message: string }>();
  readonly #commits = new Map<string, Node>();

  /** Commits to a branch, which begins with its first commit, and returns the SHA. */
  commit(branch: string, { subject = 'chore: work', body = '', files = {}, parents }: NewCommit = {}): string {
    const tip = this.branches.get(branch);
    const all = parents ?? (tip === undefined ? [] : [tip]);
    const tree = new Map([...(this.#commits.get(all[0] ?? '')?.tree ?? []), ...Object.entries(files)]);
    const number = this.#commits.size + 1;
    const sha = number.toString(16).padStart(7, '0').padEnd(40, 'a');
    const who = { author: 'Dana', email: 'dana@acme.example', at: Date.parse('2026-03-01T00:00Z') + number * 60_000 };
    this.#commits.set(sha, { sha, parents: all, ...who, subject, body, tree });
    this.branches.set(branch, sha);
    return sha;
  }

  cut(branch: string, from: string): string {
    const commit = this.resolve(from);
    if (commit === undefined) throw new Error(`nothing is called ${from}`);
    this.branches.set(branch, commit);
    return commit;
  }

  tag(name: string, at: string, message = name): string {
    const commit = this.resolve(at);
    if (commit === undefined) throw new Error(`nothing is called ${at}`);
    this.tags.set(name, { commit, message });
    return commit;
  }

  resolve(ref: string): string | undefined {
    return this.branches.get(ref) ?? this.tags.get(ref)?.commit ?? (this.#commits.has(ref) ? ref : undefined);
  }

  file(ref: string, path: string): string | undefined {
    return this.#commits.get(this.resolve(ref) ?? '')?.tree.get(path);
  }

  /** Newest first. */
  reachable(ref: string): readonly Node[] {
    const found = new Map<string, Node>();
    const open = [this.resolve(ref) ?? ''];
    for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
      const node = this.#commits.get(sha);
      if (!node || found.has(sha)) continue;
      found.set(sha, node);
      open.push(...node.parents);
    }
    return [...found.values()].sort((a, b) => b.at - a.at);
  }

  missing(base: string | undefined, head: string): readonly Commit[] {
    const known = new Set(base === undefined ? [] : this.reachable(base).map(({ sha }) => sha));
    return this.reachable(head)
      .filter(({ sha }) => !known.has(sha))
      .map(({ tree: _tree, ...commit }) => commit);
  }

  compare(base: string, head: string): Comparison | undefined {
    if (this.resolve(base) === undefined || this.resolve(head) === undefined) return undefined;
    const aheadBy = this.missing(base, head).length;
    const behindBy = this.missing(head, base).length;
    const both = aheadBy > 0 && behindBy > 0 ? 'diverged' : undefined;
    return { status: both ?? (aheadBy > 0 ? 'ahead' : behindBy > 0 ? 'behind' : 'identical'), aheadBy, behindBy };
  }

  /** The merge commit, or the paths that both sides changed. */
  merge(into: string, from: string, subject: string): string | { readonly conflict: readonly string[] } {
    const [ours, theirs] = [this.reachable(into)[0], this.#commits.get(this.resolve(from) ?? '')];
    const tip = this.#commits.get(this.resolve(into) ?? '');
    if (!ours || !theirs || !tip) throw new Error(`can't merge ${from} into ${into}`);
    const base = this.reachable(from).find(({ sha }) => this.reachable(into).some((node) => node.sha === sha))?.tree;
    const changed = [...theirs.tree].filter(([path, text]) => base?.get(path) !== text);
    const conflict = changed
      .filter(([path, text]) => tip.tree.get(path) !== base?.get(path) && tip.tree.get(path) !== text)
      .map(([path]) => path);
    if (conflict.length > 0) return { conflict };
    return this.commit(into, { subject, files: Object.fromEntries(changed), parents: [tip.sha, theirs.sha] });
  }
}
