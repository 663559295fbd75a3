import { type Commit, readCommit, writeCommit } from '../git/commits.ts';
import { signatureOf } from '../shown.ts';
import type { World } from '../world.ts';
import type { Pull } from './pull.ts';

/** The commits of a pull request once more, on top of its base. Undefined when one of them does not fit. */
export async function rebased(world: World, pull: Pull, by: string): Promise<string | undefined> {
  const shas = await world.history.between(pull.base.sha, pull.head.sha);
  const committer = signatureOf(by, world.machine());
  let tip = await readCommit(world.objects, pull.base.sha);
  for (const sha of shas) {
    const commit = await readCommit(world.objects, sha);
    if (!tip || !commit || commit.parents.length !== 1) return undefined;
    const tree = await appliedTo(world, tip, commit);
    if (tree === undefined) return undefined;
    const again = { tree, parents: [tip.sha], author: commit.author, committer, message: commit.message };
    tip = { ...again, sha: writeCommit(world.objects, again) };
  }
  return tip?.sha;
}

/** Git merges from the last commit that two have in common: here that is made to be the parent of the one to apply. */
async function appliedTo(world: World, tip: Commit, commit: Commit): Promise<string | undefined> {
  const parent = await readCommit(world.objects, commit.parents[0] ?? '');
  if (!parent) return undefined;
  const { author, committer } = commit;
  const written = (tree: string, parents: readonly string[]): string =>
    writeCommit(world.objects, { tree, parents, author, committer, message: 'rebase' });
  const root = written(parent.tree, []);
  const result = await world.history.merge(written(tip.tree, [root]), written(commit.tree, [root]));
  return 'tree' in result ? result.tree : undefined;
}
