import { type Commit, readCommit, writeCommit } from '../git/commits.ts';
import { inGitHubsWords, moveRefs } from '../moves.ts';
import { Refusal } from '../routes/_route.ts';
import { type Actor, type Attempt, violations } from '../rules/rules.ts';
import { signatureOf } from '../shown.ts';
import type { World } from '../world.ts';
import { changePull, pullEvent } from './changes.ts';
import type { MergeMethod, Pull } from './pull.ts';
import { rebased } from './rebase.ts';

export interface PullMerge {
  readonly by: Actor;
  readonly way: Exclude<Attempt['way'], 'push' | 'queue'>;
  readonly method: MergeMethod;
  /** Refused when the head is another one. */
  readonly sha?: string | undefined;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
}

/** Throws Refusal with GitHub's 405 and 409. */
export async function mergePull(world: World, pull: Pull, merge: PullMerge): Promise<string> {
  if (pull.merged || pull.state === 'closed') throw new Refusal(405, 'Pull Request is not mergeable');
  if (pull.draft) throw new Refusal(405, 'Pull Request is still a draft');
  if (merge.sha !== undefined && merge.sha !== pull.head.sha) {
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
  }
  const problems = await problemsWithMerging(world, pull, merge);
  if (problems.length > 0) throw new Refusal(405, inGitHubsWords(problems));
  const sha = await commitOf(world, pull, merge);
  if (sha === undefined) throw new Refusal(405, 'Pull Request is not mergeable');
  await carryOut(world, pull, { sha, by: merge.by.login });
  return sha;
}

/** What the rules of the base say to it. */
export async function problemsWithMerging(
  world: World,
  pull: Pull,
  { by, way }: Pick<PullMerge, 'by' | 'way'>,
): Promise<readonly string[]> {
  const { branch, sha } = pull.base;
  return violations(world, { ref: `refs/heads/${branch}`, before: sha, after: pull.head.sha, by, way, pull });
}

async function carryOut(
  world: World,
  pull: Pull,
  { sha, by }: { readonly sha: string; readonly by: string },
): Promise<void> {
  const at = world.machine();
  const ref = `refs/heads/${pull.base.branch}`;
  const merged = changePull(world, pull.number, {
    state: 'closed',
    merged: { by, sha, at },
    closedAt: at,
    autoMerge: null,
  });
  world.effect('merge-pull', `#${pull.number}`, by);
  await moveRefs(world, [{ ref, before: pull.base.sha, after: sha }], by);
  pullEvent(world, merged, { action: 'closed', by });
}

/** Undefined when there is a conflict. */
async function commitOf(
  world: World,
  pull: Pull,
  { by, method, title, message }: PullMerge,
): Promise<string | undefined> {
  if (method === 'rebase') return rebased(world, pull, by.login);
  const { objects, history, repository } = world;
  const result = await history.merge(pull.base.sha, pull.head.sha);
  if (!('tree' in result)) return undefined;
  const committer = signatureOf(by.login, world.machine());
  const owner = pull.head.fork ?? repository.owner;
  const own =
    method === 'squash'
      ? `${pull.title} (#${pull.number})`
      : `Merge pull request #${pull.number} from ${owner}/${pull.head.branch}`;
  const text = message ?? (method === 'squash' ? '' : pull.title);
  const parents = method === 'squash' ? [pull.base.sha] : [pull.base.sha, pull.head.sha];
  const author = method === 'squash' ? signatureOf(pull.author, world.machine()) : committer;
  const whole = [title ?? own, text].filter(Boolean).join('\n\n');
  return writeCommit(objects, { tree: result.tree, parents, author, committer, message: whole });
}

/** A merge commit of two tips, for `POST /merges` and groups of a merge queue. Undefined when there is a conflict. */
export async function mergeCommits(
  world: World,
  {
    ours,
    theirs,
    by,
    message,
  }: { readonly ours: string; readonly theirs: string; readonly by: string; readonly message: string },
): Promise<Commit | undefined> {
  const result = await world.history.merge(ours, theirs);
  if (!('tree' in result)) return undefined;
  const author = signatureOf(by, world.machine());
  const commit = { tree: result.tree, parents: [ours, theirs], author, committer: author, message };
  return readCommit(world.objects, writeCommit(world.objects, commit));
}
