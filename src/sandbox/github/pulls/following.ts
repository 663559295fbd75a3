import type { RefChange } from '../git/refs.ts';
import { rulesFor } from '../rules/rules.ts';
import type { World } from '../world.ts';
import { changePull, pullEvent } from './changes.ts';
import type { Pull } from './pull.ts';

interface Followed {
  /** `refs/pull/<number>/head` of the pull requests that go along. */
  readonly refs: readonly RefChange[];
  readonly heads: ReadonlyMap<number, string>;
}

/** Which open pull requests have these branches as their heads. */
export function follow(world: World, changes: readonly RefChange[]): Followed {
  const heads = new Map<number, string>();
  for (const { ref, after } of changes) {
    if (after === null) continue;
    for (const pull of openPulls(world)) {
      if (headRef(pull) === ref) heads.set(pull.number, after);
    }
  }
  const refs = [...heads].map(([number, after]) => {
    const ref = `refs/pull/${number}/head`;
    return { ref, before: world.refs.get(ref) ?? null, after };
  });
  return { refs, heads };
}

export function headRef({ head }: { readonly head: Omit<Pull['head'], 'sha'> }): string {
  return head.fork === null ? `refs/heads/${head.branch}` : `refs/forks/${head.fork}/${head.branch}`;
}

export function openPulls(world: World): readonly Pull[] {
  return [...world.pulls.values()].filter(({ state }) => state === 'open');
}

/** What pull requests make of refs that have moved: new heads, closed without a branch, merged by hand. */
export async function settlePulls(
  world: World,
  {
    changes,
    heads,
    by,
  }: { readonly changes: readonly RefChange[]; readonly heads: Followed['heads']; readonly by: string },
): Promise<void> {
  for (const [number, sha] of heads) moveHead(world, number, { sha, by });
  for (const change of changes) {
    if (change.after === null) closeWithout(world, change.ref, by);
    else await settleBase(world, change, by);
  }
}

function moveHead(world: World, number: number, { sha, by }: { readonly sha: string; readonly by: string }): void {
  const pull = world.pulls.get(number);
  if (!pull || pull.head.sha === sha) return;
  const forgets = rulesFor(world, `refs/heads/${pull.base.branch}`).some(
    ({ parameters }) => parameters.dismiss_stale_reviews_on_push === true,
  );
  const reviews = pull.reviews.map((review) =>
    forgets && review.state === 'APPROVED' ? { ...review, state: 'DISMISSED' as const } : review,
  );
  const moved = changePull(world, number, { head: { ...pull.head, sha }, reviews });
  pullEvent(world, moved, { action: 'synchronize', by, more: { before: pull.head.sha, after: sha } });
}

function closeWithout(world: World, ref: string, by: string): void {
  for (const pull of openPulls(world)) {
    if (headRef(pull) !== ref && `refs/heads/${pull.base.branch}` !== ref) continue;
    const closed = changePull(world, pull.number, { state: 'closed', closedAt: world.machine() });
    pullEvent(world, closed, { action: 'closed', by });
  }
}

/** A pull request whose head has got into its base by another way counts as merged. */
async function settleBase(world: World, { ref, before, after }: RefChange, by: string): Promise<void> {
  const into = openPulls(world).filter(({ base }) => `refs/heads/${base.branch}` === ref);
  if (into.length === 0 || after === null) return;
  const arrived = new Set(before === null ? [] : await world.history.between(before, after));
  for (const pull of into) {
    const isIn = arrived.has(pull.head.sha);
    const base = { ...pull.base, sha: after };
    if (!isIn) {
      changePull(world, pull.number, { base });
      continue;
    }
    const at = world.machine();
    const merged = changePull(world, pull.number, {
      base,
      state: 'closed',
      merged: { by, sha: after, at },
      closedAt: at,
      autoMerge: null,
    });
    pullEvent(world, merged, { action: 'closed', by });
  }
}
