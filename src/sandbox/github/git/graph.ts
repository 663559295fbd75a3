import { readCommit } from './commits.ts';
import type { Git } from './git.ts';
import type { Objects } from './objects.ts';

export interface Divergence {
  /** What only the one has, and only the other; parents come before their children. */
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
  /** The newest that both have. */
  readonly common: string | undefined;
}

interface Known {
  readonly parents: readonly string[];
  /** One more than the greatest of its parents': an ancestor always has a smaller one. */
  readonly generation: number;
}

/** Which commit comes from which, kept in mind, so that five hundred pull requests don't take a thousand processes. */
export class Graph {
  readonly #git: Git;
  readonly #objects: Objects;
  readonly #known = new Map<string, Known>();

  constructor(git: Git, objects: Objects) {
    this.#git = git;
    this.#objects = objects;
  }

  async divergence(ours: string, theirs: string): Promise<Divergence> {
    await this.#learn(ours);
    await this.#learn(theirs);
    return this.#paint(ours, theirs);
  }

  /** Mostly one new commit on top of what is known; else all that lead to it, by one call of git. */
  async #learn(sha: string): Promise<void> {
    if (this.#known.has(sha)) return;
    const commit = await readCommit(this.#objects, sha);
    if (!commit) throw new Error(`there is no commit \`${sha}\``);
    if (commit.parents.length > 0 && commit.parents.every((parent) => this.#known.has(parent))) {
      return this.#add(sha, commit.parents);
    }
    const lines = await this.#git.run(['rev-list', '--parents', '--topo-order', '--reverse', sha]);
    for (const line of lines.split('\n')) {
      const [child = '', ...parents] = line.split(' ');
      this.#add(child, parents);
    }
  }

  #add(sha: string, parents: readonly string[]): void {
    this.#known.set(sha, { parents, generation: 1 + Math.max(0, ...parents.map((each) => this.#generation(each))) });
  }

  #generation(sha: string): number {
    return this.#known.get(sha)?.generation ?? 0;
  }

  /** From the youngest generation down, until everything that is left belongs to both. */
  #paint(ours: string, theirs: string): Divergence {
    const front = new Front();
    front.paint(ours, { colour: OURS, generation: this.#generation(ours) });
    front.paint(theirs, { colour: THEIRS, generation: this.#generation(theirs) });
    const only: Readonly<Record<number, string[]>> = { [OURS]: [], [THEIRS]: [] };
    let common: string | undefined;
    for (let next = front.take(); next; next = front.take()) {
      const { sha, colour } = next;
      if (colour === BOTH) common ??= sha;
      else only[colour]?.push(sha);
      for (const parent of this.#known.get(sha)?.parents ?? []) {
        front.paint(parent, { colour, generation: this.#generation(parent) });
      }
    }
    return { ours: only[OURS]?.reverse() ?? [], theirs: only[THEIRS]?.reverse() ?? [], common };
  }
}

const OURS = 1;
const THEIRS = 2;
const BOTH = 3;

interface Painted {
  readonly sha: string;
  readonly colour: number;
}

/** Commits that still have to be looked at, by generation. */
class Front {
  readonly #colours = new Map<string, number>();
  readonly #rows: string[][] = [];
  /** How many of them do not belong to both. */
  #undecided = 0;

  paint(sha: string, { colour, generation }: { readonly colour: number; readonly generation: number }): void {
    const before = this.#colours.get(sha) ?? 0;
    const after = before | colour;
    if (after === before) return;
    this.#colours.set(sha, after);
    if (before === 0) {
      const row = this.#rows[generation] ?? [];
      row.push(sha);
      this.#rows[generation] = row;
      if (after !== BOTH) this.#undecided += 1;
    } else if (after === BOTH) {
      this.#undecided -= 1;
    }
  }

  /** Undefined when nothing is left to be decided, and something common was found or there is nothing. */
  take(): Painted | undefined {
    while (this.#rows.length > 0 && (this.#rows.at(-1)?.length ?? 0) === 0) this.#rows.pop();
    const sha = this.#rows.at(-1)?.pop();
    if (sha === undefined) return undefined;
    const colour = this.#colours.get(sha) ?? 0;
    if (colour !== BOTH) {
      this.#undecided -= 1;
      return { sha, colour };
    }
    // Its parents are common, too: the first of them was all that is asked for.
    if (this.#undecided === 0) this.#rows.length = 0;
    return { sha, colour };
  }
}
