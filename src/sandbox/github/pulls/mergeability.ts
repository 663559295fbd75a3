import type { History } from '../git/history.ts';
import { requiredChecks, rulesFor } from '../rules/rules.ts';
import type { World } from '../world.ts';
import { problemsWithMerging } from './merge.ts';
import type { Pull } from './pull.ts';

/** Whether pull requests would merge, worked out after somebody asks, as GitHub does. */
export interface Mergeability {
  /** Null the first time that one is asked about after it or its base has changed. */
  ask(pull: Pull): Promise<boolean | null>;
  /** Without that manner. */
  know(pull: Pull): Promise<boolean>;
}

export function createMergeability(history: History): Mergeability {
  const asked = new Map<number, { readonly of: string; readonly answer: Promise<boolean> }>();

  async function know({ base, head }: Pull): Promise<boolean> {
    return 'tree' in (await history.merge(base.sha, head.sha));
  }

  return {
    know,
    async ask(pull) {
      const of = `${pull.base.sha} ${pull.head.sha}`;
      const known = asked.get(pull.number);
      if (known?.of === of) return known.answer;
      asked.set(pull.number, { of, answer: know(pull) });
      return null;
    },
  };
}

/** GitHub's `mergeable_state`. */
export async function mergeStateOf(world: World, pull: Pull, mergeable: boolean | null): Promise<string> {
  if (pull.draft) return 'draft';
  if (mergeable === null) return 'unknown';
  if (!mergeable) return 'dirty';
  const problems = await problemsWithMerging(world, pull, {
    by: { login: pull.author, appId: null },
    way: 'auto-merge',
  });
  if (problems.some((problem) => problem.includes('not up to date'))) return 'behind';
  if (problems.length > 0) return 'blocked';
  const required = rulesFor(world, `refs/heads/${pull.base.branch}`).flatMap(requiredChecks);
  const names = new Set(required.map(({ context }) => context.toLowerCase()));
  const others = world.reports.of(pull.head.sha).filter(({ context }) => !names.has(context.toLowerCase()));
  return others.every(({ outcome }) => outcome === 'pass') ? 'clean' : 'unstable';
}
