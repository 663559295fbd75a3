import { isEnded } from '../../core/release/release.ts';
import type { Repository } from '../../core/repository/repository.ts';
import type { StepRecord } from '../../core/store.ts';

/** What a release has done in its repository, and is still to be found there. */
export type Expected =
  | { readonly kind: 'tag'; readonly step: string; readonly name: string; readonly commit: string }
  /** It has this commit, whatever came on top of it. */
  | { readonly kind: 'branch'; readonly step: string; readonly name: string; readonly commit: string }
  | { readonly kind: 'pull'; readonly step: string; readonly number: number; readonly base: string };

/** Something that somebody did by hand. */
export interface Observed {
  readonly step: string;
  /** The same for the same observation. */
  readonly key: string;
  /** Plain text. */
  readonly what: string;
}

type Done = Pick<StepRecord, 'run' | 'id' | 'kind' | 'status' | 'startedAt' | 'output'>;

/** From the outputs of the main run's steps. What was merged or deleted since is nobody's concern any more. */
export function expectedOf(steps: readonly Done[]): readonly Expected[] {
  const main = steps.filter(({ run }) => run === 'main');
  const done = main.filter(({ status }) => status === 'done');
  return [...tagsOf(done), ...branchOf(main, done), ...pullsOf(done)];
}

function tagsOf(done: readonly Done[]): readonly Expected[] {
  return done.flatMap(({ kind, id, output }): Expected[] => {
    const { commit } = output;
    if (kind !== 'tag' || typeof commit !== 'string') return [];
    const names = Object.entries(output).flatMap(([word, value]) => (/^tag(-|$)/.test(word) ? [String(value)] : []));
    return [...new Set(names)].map((name) => ({ kind: 'tag', step: id, name, commit }));
  });
}

/** The branch that was cut, with the newest commit that this release is known to have put there. */
function branchOf(main: readonly Done[], done: readonly Done[]): readonly Expected[] {
  const cut = done.findLast(({ kind, output }) => kind === 'branch' && typeof output.commit === 'string');
  const name = cut?.output.branch;
  if (!cut || typeof name !== 'string') return [];
  const isLeft = main.some(
    ({ kind, startedAt, status, output }) =>
      (kind === 'delete-branch' && startedAt !== null) || (kind === 'merge' && isEnded(status) && output.from === name),
  );
  if (isLeft) return [];
  const newest = done.findLast(
    ({ kind, output }) =>
      (kind === 'branch' || kind === 'bump') && output.branch === name && typeof output.commit === 'string',
  );
  return [{ kind: 'branch', step: cut.id, name, commit: String(newest?.output.commit ?? cut.output.commit) }];
}

function pullsOf(done: readonly Done[]): readonly Expected[] {
  const merged = done.filter(({ kind }) => kind === 'merge').map(({ output }) => output['pull-request']);
  return done.flatMap(({ kind, id, output }): Expected[] => {
    const { 'pull-request': number, into: base } = output;
    if (kind !== 'pull-request' || typeof number !== 'number' || typeof base !== 'string') return [];
    return merged.includes(number) ? [] : [{ kind: 'pull', step: id, number, base }];
  });
}

/** Looks whether it is as it was left; undefined when it is. */
export async function observe(expected: Expected, { refs, pulls }: Repository): Promise<Observed | undefined> {
  switch (expected.kind) {
    case 'tag':
      return judgeTag(expected, (await refs.tag(expected.name))?.commit);
    case 'branch': {
      const { name, commit } = expected;
      const tip = await refs.branch(name);
      return judgeBranch(expected, tip === undefined ? undefined : (await refs.compare(commit, name))?.status);
    }
    case 'pull': {
      const pull = await pulls.read(expected.number);
      return judgePull(expected, pull);
    }
  }
}

type Of<Kind extends Expected['kind']> = Extract<Expected, { kind: Kind }>;

function judgeTag({ step, name, commit }: Of<'tag'>, now: string | undefined): Observed | undefined {
  if (now === commit) return undefined;
  const what =
    now === undefined
      ? `the tag \`${name}\` was deleted`
      : `the tag \`${name}\` was moved: it was set on ${short(commit)}, and points to ${short(now)} now`;
  return { step, key: `tag ${name} ${now ?? 'gone'}`, what };
}

function judgeBranch({ step, name, commit }: Of<'branch'>, status: string | undefined): Observed | undefined {
  if (status === 'ahead' || status === 'identical') return undefined;
  const what =
    status === undefined
      ? `the branch \`${name}\` was deleted`
      : `the branch \`${name}\` was rewritten: it lacks ${short(commit)}`;
  return { step, key: `branch ${name} ${status === undefined ? 'gone' : `lacks ${commit}`}`, what };
}

function judgePull(
  { step, number, base }: Of<'pull'>,
  pull: { readonly state: string; readonly base: string } | undefined,
): Observed | undefined {
  if (pull?.state === 'merged') return undefined;
  if (pull?.state !== 'open') return { step, key: `pull ${number} closed`, what: `#${number} was closed` };
  if (pull.base === base) return undefined;
  return {
    step,
    key: `pull ${number} into ${pull.base}`,
    what: `#${number} goes into \`${pull.base}\` now, and not into \`${base}\``,
  };
}

function short(commit: string): string {
  return commit.slice(0, 7);
}
