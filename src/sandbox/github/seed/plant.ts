import type { Pull } from '../pulls/pull.ts';
import { signatureOf } from '../shown.ts';
import type { World } from '../world.ts';
import { ImportStream } from './import-stream.ts';

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

export type Step =
  | { readonly branch: string; readonly from: string }
  | { readonly tag: string; readonly message: string; readonly by: string; readonly on: string }
  | CommitStep
  | MergeStep;

interface CommitStep {
  readonly commit: string;
  readonly by: string;
  readonly on: string;
  readonly files: Files;
  /** Of which it is the squashed commit. */
  readonly pull?: PlantedPull;
  readonly open?: PlantedPull & { readonly into: string };
}

interface MergeStep {
  readonly merge: string;
  readonly on: string;
  readonly by: string;
  readonly message: string;
  readonly pull?: PlantedPull;
}

type Files = Readonly<Record<string, string>>;

interface Tip {
  readonly mark: number;
  readonly files: Files;
  /** Where the branch began. */
  readonly start: Files;
}

const HOUR_MS = 3_600_000;

/** Carries it out in an empty repository, by one call of git, without webhooks and without rules. */
export async function plant(world: World, { begins, steps }: Planting): Promise<void> {
  const garden = new Garden();
  const start = Date.parse(begins);
  for (const [index, step] of steps.entries()) garden.carryOut(step, start + index * HOUR_MS);
  const shas = await garden.stream.load(world.git);
  await world.refs.refresh();
  for (const planted of garden.pulls) world.pulls.set(planted.number, planted.withShas(shas));
}

class Garden {
  readonly stream = new ImportStream();
  readonly pulls: { readonly number: number; withShas(shas: ReadonlyMap<number, string>): Pull }[] = [];
  readonly #tips = new Map<string, Tip>();

  carryOut(step: Step, at: number): void {
    if ('branch' in step) this.#branch(step);
    else if ('tag' in step) this.stream.tag({ ...step, who: signatureOf(step.by, at), mark: this.#tip(step.on).mark });
    else if ('merge' in step) this.#merge(step, at);
    else this.#commit(step, at);
  }

  #tip(branch: string): Tip {
    return this.#tips.get(branch) ?? { mark: 0, files: {}, start: {} };
  }

  #branch({ branch, from }: Extract<Step, { branch: string }>): void {
    const { mark, files } = this.#tip(from);
    this.#tips.set(branch, { mark, files, start: files });
    this.stream.reset(`refs/heads/${branch}`, mark);
  }

  #commit({ commit: message, by, on, files, pull, open }: CommitStep, at: number): void {
    const tip = this.#tip(on);
    const mark = this.stream.commit({ branch: on, message, files, who: signatureOf(by, at), parents: [tip.mark] });
    this.#tips.set(on, { ...tip, mark, files: { ...tip.files, ...files } });
    if (pull) this.#keep(pull, { branch: `work-${pull.number}`, head: mark, base: on, at, by, merged: mark });
    if (open) this.#keep(open, { branch: on, head: mark, base: open.into, at, by, merged: null });
  }

  /** Takes over what the other branch changed since it began. */
  #merge({ merge, on, by, message, pull }: MergeStep, at: number): void {
    const [ours, theirs] = [this.#tip(on), this.#tip(merge)];
    const files = Object.fromEntries(
      Object.entries(theirs.files).filter(([path, text]) => theirs.start[path] !== text),
    );
    const parents = [ours.mark, theirs.mark];
    const mark = this.stream.commit({ branch: on, message, files, who: signatureOf(by, at), parents });
    this.#tips.set(on, { ...ours, mark, files: { ...ours.files, ...files } });
    if (!pull) return;
    this.#keep(pull, { branch: merge, head: theirs.mark, base: on, at, by, merged: mark });
    this.stream.remove(`refs/heads/${merge}`);
  }

  #keep(planted: PlantedPull, where: Where): void {
    const { number, title, body, author, labels } = planted;
    const { branch, base, at, by, merged } = where;
    const baseMark = this.#tip(base).mark;
    this.stream.reset(`refs/pull/${number}/head`, where.head);
    const withShas = (shas: ReadonlyMap<number, string>): Pull => ({
      id: 100_000 + number,
      number,
      title,
      body,
      author,
      labels,
      state: merged === null ? 'open' : 'closed',
      draft: false,
      base: { branch: base, sha: shas.get(baseMark) ?? '' },
      head: { branch, sha: shas.get(where.head) ?? '', fork: null },
      requested: [],
      reviews: [],
      merged: merged === null ? null : { by, sha: shas.get(merged) ?? '', at },
      autoMerge: null,
      createdAt: at,
      updatedAt: at,
      closedAt: merged === null ? null : at,
    });
    this.pulls.push({ number, withShas });
  }
}

interface Where {
  readonly branch: string;
  readonly base: string;
  readonly at: number;
  readonly by: string;
  /** Marks of commits. */
  readonly head: number;
  readonly merged: number | null;
}
