import { type Commit, readCommit, writeCommit, writeTag } from '../git/commits.ts';
import { editTree } from '../git/trees.ts';
import type { Pull } from '../pull.ts';
import { signatureOf } from '../shown.ts';
import type { World } from '../world.ts';

/** A history as a list of what people did, an hour apart, so that it has the same SHAs every time. */
export interface Planting {
  readonly begins: string;
  readonly steps: readonly Step[];
}

export interface PlantedPull {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly author: string;
  readonly labels: readonly string[];
}

type Step =
  | { readonly branch: string; readonly from: string }
  | { readonly tag: string; readonly message: string; readonly by: string; readonly on: string }
  | CommitStep
  | {
      readonly merge: string;
      readonly on: string;
      readonly by: string;
      readonly message: string;
      readonly pull?: PlantedPull;
    };

interface CommitStep {
  readonly commit: string;
  readonly by: string;
  readonly on: string;
  readonly files: Readonly<Record<string, string>>;
  /** Of which it is the squashed commit. */
  readonly pull?: PlantedPull;
  readonly open?: PlantedPull & { readonly into: string };
}

const HOUR_MS = 3_600_000;

/** Carries it out in an empty repository, without webhooks and without rules. */
export async function plant(world: World, { begins, steps }: Planting): Promise<void> {
  const garden = new Garden(world);
  let at = Date.parse(begins);
  for (const step of steps) {
    await garden.carryOut(step, at);
    at += HOUR_MS;
  }
  await garden.finish();
}

class Garden {
  readonly #world: World;
  readonly #tips = new Map<string, Commit>();
  readonly #tags = new Map<string, string>();
  readonly #pulls: Pull[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  async carryOut(step: Step, at: number): Promise<void> {
    if ('branch' in step) return void this.#tips.set(step.branch, this.#tip(step.from));
    if ('tag' in step) return this.#tag(step, at);
    if ('merge' in step) return this.#merge(step, at);
    return this.#commit(step, at);
  }

  /** Merged branches are gone; all refs come to be at once. */
  async finish(): Promise<void> {
    const merged = new Set(this.#pulls.filter((pull) => pull.merged).map(({ head }) => head.branch));
    const branches = [...this.#tips].filter(([name]) => !merged.has(name));
    const refs = [
      ...branches.map(([name, { sha }]) => [`refs/heads/${name}`, sha] as const),
      ...[...this.#tags].map(([name, sha]) => [`refs/tags/${name}`, sha] as const),
      ...this.#pulls.map(({ number, head }) => [`refs/pull/${number}/head`, head.sha] as const),
    ];
    await this.#world.refs.change(refs.map(([ref, after]) => ({ ref, before: null, after })));
    for (const pull of this.#pulls) this.#world.pulls.set(pull.number, pull);
  }

  #tip(branch: string): Commit {
    const tip = this.#tips.get(branch);
    if (!tip) throw new Error(`the seed has no branch \`${branch}\``);
    return tip;
  }

  #tag({ tag, message, by, on }: Extract<Step, { tag: string }>, at: number): void {
    const tagger = signatureOf(by, at);
    const object = this.#tip(on).sha;
    this.#tags.set(tag, writeTag(this.#world.objects, { object, type: 'commit', name: tag, tagger, message }));
  }

  async #commit({ commit: message, by, on, files, pull, open }: CommitStep, at: number): Promise<void> {
    const { objects } = this.#world;
    const parent = this.#tips.get(on);
    const edits = Object.entries(files).map(([path, text]) => [path, { sha: objects.write('blob', text) }] as const);
    const tree = await editTree(objects, parent?.tree, new Map(edits));
    const author = signatureOf(by, at);
    const parents = parent ? [parent.sha] : [];
    const sha = writeCommit(objects, { tree, parents, author, committer: author, message });
    this.#tips.set(on, { sha, tree, parents, author, committer: author, message });
    if (pull) this.#keep(pull, { branch: `work-${pull.number}`, sha, base: on, at, merged: { by, sha, at } });
    if (open) this.#keep(open, { branch: on, sha, base: open.into, at, merged: null });
  }

  async #merge({ merge, on, by, message, pull }: Extract<Step, { merge: string }>, at: number): Promise<void> {
    const { objects, history } = this.#world;
    const [ours, theirs] = [this.#tip(on), this.#tip(merge)];
    const result = await history.merge(ours.sha, theirs.sha);
    if (!('tree' in result)) throw new Error(`the seed can't merge \`${merge}\``);
    const author = signatureOf(by, at);
    const parents = [ours.sha, theirs.sha];
    const sha = writeCommit(objects, { tree: result.tree, parents, author, committer: author, message });
    this.#tips.set(on, (await readCommit(objects, sha)) ?? ours);
    if (pull) this.#keep(pull, { branch: merge, sha: theirs.sha, base: on, at, merged: { by, sha, at } });
  }

  #keep(
    planted: PlantedPull,
    where: { branch: string; sha: string; base: string; at: number; merged: Pull['merged'] },
  ): void {
    const { branch, sha, base, at, merged } = where;
    this.#pulls.push({
      id: 100_000 + planted.number,
      number: planted.number,
      title: planted.title,
      body: planted.body,
      author: planted.author,
      labels: planted.labels,
      state: merged ? 'closed' : 'open',
      draft: false,
      base: { branch: base, sha: this.#tip(base).sha },
      head: { branch, sha, fork: null },
      requested: [],
      reviews: [],
      merged,
      autoMerge: null,
      createdAt: at,
      updatedAt: at,
      closedAt: merged && at,
    });
  }
}
