import type { Commit } from '../../core/repository/history.ts';

export interface Moved {
  readonly from: string;
  readonly to: string;
  /** What `to` has and `from` has not, in any order. */
  readonly commits: readonly Commit[];
}

/**
 * What landed on a frozen branch though nobody here put it there: the commits of its own line that are not known, newest
 * first. What a merge brought in came with the merge.
 */
export function leaked({ from, to, commits }: Moved, known: ReadonlySet<string>): readonly Commit[] {
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  const line: Commit[] = [];
  for (let at = bySha.get(to); at !== undefined && at.sha !== from; at = bySha.get(at.parents[0] ?? '')) line.push(at);
  return line.filter(({ sha }) => !known.has(sha));
}

/** Every commit that is named anywhere in these facts: what a release did stands there. */
export function commitsIn(bodies: readonly (string | null)[]): ReadonlySet<string> {
  return new Set(bodies.flatMap((body) => body?.match(/\b[0-9a-f]{40}\b/g) ?? []));
}
