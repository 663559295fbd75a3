import type { Commit } from '../repository/history.ts';

/** Something that was brought in as one: a merged pull request with all of its commits, or a single commit. */
export interface Change {
  /** The commit on the line of the branch. */
  readonly commit: Commit;
  /** What the pull request consists of, when it was merged as it was. */
  readonly inner: readonly Commit[];
  /** As the subject names it; it may also be the number of an issue. */
  readonly number: number | null;
}

const MERGED = /^Merge pull request #(\d+) from [^/\s]+\/(\S+)/;
const SQUASHED = /\(#(\d+)\)$/;
const MERGE = /^Merge (?:(?:remote-tracking )?branch|commit|tag) /;

/** The numbers of the pull requests that these commits may be. */
export function numbersIn(commits: readonly Commit[]): readonly number[] {
  const numbers = commits.flatMap((commit) => numberOf(commit) ?? []);
  return [...new Set(numbers)];
}

/**
 * Oldest first. A merged pull request counts as one change, unless its branch is one that the process itself merges
 * (`isOurs`: work, release …): then what it brought counts, as it does for a merge without pull request.
 */
export function changesIn(commits: readonly Commit[], isOurs: (branch: string) => boolean): readonly Change[] {
  const line = new Line(commits, isOurs);
  const parents = new Set(commits.flatMap((commit) => commit.parents));
  const tips = commits.filter(({ sha }) => !parents.has(sha));
  return tips.flatMap(({ sha }) => line.changesUpTo(sha));
}

/** Walks along first parents; every commit is taken once, by the change that brought it. */
class Line {
  /** By SHA, those that nothing has brought so far. */
  readonly #left: Map<string, Commit>;
  readonly #isOurs: (branch: string) => boolean;

  constructor(commits: readonly Commit[], isOurs: (branch: string) => boolean) {
    this.#left = new Map(commits.map((commit) => [commit.sha, commit]));
    this.#isOurs = isOurs;
  }

  changesUpTo(tip: string): readonly Change[] {
    const commits: Commit[] = [];
    for (let sha: string | undefined = tip; sha !== undefined; ) {
      const commit: Commit | undefined = this.#take(sha);
      if (!commit) break;
      commits.push(commit);
      sha = commit.parents[0];
    }
    return commits.reverse().flatMap((commit) => this.#broughtBy(commit));
  }

  #broughtBy(commit: Commit): readonly Change[] {
    const others = commit.parents.slice(1);
    const branch = MERGED.exec(commit.subject)?.[2];
    if (branch !== undefined && !this.#isOurs(branch)) {
      return [{ commit, inner: this.#takeAll(others), number: numberOf(commit) }];
    }
    if (others.length > 0) return others.flatMap((tip) => this.changesUpTo(tip));
    return MERGE.test(commit.subject) ? [] : [{ commit, inner: [], number: numberOf(commit) }];
  }

  #take(sha: string): Commit | undefined {
    const commit = this.#left.get(sha);
    this.#left.delete(sha);
    return commit;
  }

  #takeAll(tips: readonly string[]): readonly Commit[] {
    const found: Commit[] = [];
    const open = [...tips];
    for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
      const commit = this.#take(sha);
      if (!commit) continue;
      found.push(commit);
      open.push(...commit.parents);
    }
    return found;
  }
}

function numberOf({ subject }: Commit): number | null {
  const number = Number((MERGED.exec(subject) ?? SQUASHED.exec(subject.trimEnd()))?.[1] ?? 0);
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}
