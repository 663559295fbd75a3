import { inGitHubsWords, moveRefs } from '../moves.ts';
import { Refusal } from '../routes/_route.ts';
import { rulesFor, violations } from '../rules/rules.ts';
import type { World } from '../world.ts';
import { changePull, pullEvent } from './changes.ts';
import { mergeCommits } from './merge.ts';
import type { Pull } from './pull.ts';

/** A pull request that waits for its turn. */
export interface QueueEntry {
  readonly id: string;
  readonly number: number;
  readonly base: string;
  /** What the branch would become: the base, all that wait before it, and this one. */
  readonly head: string;
  readonly ref: string;
  readonly by: string;
}

export function hasQueue(world: World, branch: string): boolean {
  return rulesFor(world, `refs/heads/${branch}`).some(({ type }) => type === 'merge_queue');
}

export function queueOf(world: World, branch: string): readonly QueueEntry[] {
  return world.queue.filter(({ base }) => base === branch);
}

/** Throws Refusal when there is no queue, or its head is another one, or it does not fit on those before it. */
export async function enqueue(
  world: World,
  pull: Pull,
  { by, head }: { readonly by: string; readonly head?: string | undefined },
): Promise<QueueEntry> {
  if (!hasQueue(world, pull.base.branch)) throw new Refusal(422, 'Pull request is not in a branch with a merge queue');
  if (pull.state !== 'open' || pull.draft) throw new Refusal(422, 'Pull request is not open');
  if (head !== undefined && head !== pull.head.sha) throw new Refusal(422, 'Head sha does not match the expected one');
  const waiting = world.queue.find(({ number }) => number === pull.number);
  if (waiting) throw new Refusal(422, 'Pull request is already in the queue');
  const entry = await formed(world, pull, by);
  if (!entry) throw new Refusal(422, 'Pull request has conflicts with the queue');
  world.queue.push(entry);
  world.effect('enqueue', `#${pull.number}`, by);
  pullEvent(world, pull, { action: 'enqueued', by });
  return entry;
}

/** The group that this one makes with those before it; CI looks at it as at any other branch. */
async function formed(world: World, pull: Pull, by: string): Promise<QueueEntry | undefined> {
  const base = pull.base.branch;
  const before = queueOf(world, base).at(-1)?.head ?? pull.base.sha;
  const message = `Merge pull request #${pull.number} from ${world.repository.owner}/${pull.head.branch}\n\n${pull.title}`;
  const commit = await mergeCommits(world, { ours: before, theirs: pull.head.sha, by, message });
  if (!commit) return undefined;
  const ref = `refs/heads/gh-readonly-queue/${base}/pr-${pull.number}-${before}`;
  await moveRefs(world, [{ ref, before: world.refs.get(ref) ?? null, after: commit.sha }], 'github-merge-queue[bot]');
  const group = { head_sha: commit.sha, head_ref: ref, base_sha: before, base_ref: `refs/heads/${base}` };
  world.events.emit({ name: 'merge_group', by, payload: { action: 'checks_requested', merge_group: group } });
  return { id: `MQE_${pull.number}`, number: pull.number, base, head: commit.sha, ref, by };
}

/** Lets the first of each queue in when its group may, and throws out what can never be. */
export async function advanceQueues(world: World): Promise<void> {
  for (let entry = await nextReady(world); entry; entry = await nextReady(world)) await letIn(world, entry);
  for (const entry of world.queue.filter((each) => hasFailed(world, each))) await remove(world, entry, 'dequeued');
}

async function nextReady(world: World): Promise<QueueEntry | undefined> {
  const first = new Map<string, QueueEntry>();
  for (const entry of world.queue) if (!first.has(entry.base)) first.set(entry.base, entry);
  for (const entry of first.values()) if ((await problemsOf(world, entry)).length === 0) return entry;
  return undefined;
}

async function problemsOf(world: World, { base, head, by, number }: QueueEntry): Promise<readonly string[]> {
  const ref = `refs/heads/${base}`;
  const pull = world.pulls.get(number);
  const actor = { login: by, appId: null };
  if (!pull) return [inGitHubsWords(['The pull request is gone.'])];
  return violations(world, { ref, before: pull.base.sha, after: head, by: actor, way: 'queue', pull });
}

function hasFailed(world: World, { head, base }: QueueEntry): boolean {
  const required = rulesFor(world, `refs/heads/${base}`).filter(({ type }) => type === 'required_status_checks');
  return required.length > 0 && world.reports.of(head).some(({ outcome }) => outcome === 'fail');
}

async function letIn(world: World, entry: QueueEntry): Promise<void> {
  const { number, base, head, by } = entry;
  const pull = world.pulls.get(number);
  if (!pull) return;
  const at = world.machine();
  const merged = changePull(world, number, { state: 'closed', merged: { by, sha: head, at }, closedAt: at });
  await remove(world, entry, 'merged');
  world.effect('merge-pull', `#${number}`, by);
  await moveRefs(world, [{ ref: `refs/heads/${base}`, before: pull.base.sha, after: head }], by);
  pullEvent(world, merged, { action: 'closed', by });
}

async function remove(world: World, entry: QueueEntry, why: 'merged' | 'dequeued'): Promise<void> {
  world.queue.splice(world.queue.indexOf(entry), 1);
  await moveRefs(world, [{ ref: entry.ref, before: entry.head, after: null }], entry.by);
  const pull = world.pulls.get(entry.number);
  if (pull && why === 'dequeued') pullEvent(world, pull, { action: 'dequeued', by: entry.by });
}
