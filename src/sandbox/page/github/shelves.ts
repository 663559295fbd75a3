import type { World } from '../../github/world.ts';
import { branchShelf } from './branch-shelf.ts';
import { deploymentShelf } from './deployment-shelf.ts';
import { type Drawn, orNothing } from './drawn.ts';
import { mergedShelf } from './merged-shelf.ts';
import { pullShelf } from './pull-shelf.ts';
import { releaseShelf } from './release-shelf.ts';
import { rulesetShelf } from './ruleset-shelf.ts';
import { runShelf } from './run-shelf.ts';
import { tagShelf } from './tag-shelf.ts';

/** The repository as this person sees it. The page has a place for each shelf. */
export async function repositoryState(world: World, login: string): Promise<object> {
  const [pulls, branches, tags] = await Promise.all([
    pullShelf(world, login),
    branchShelf(world, login),
    tagShelf(world),
  ]);
  const shelves: Readonly<Record<string, readonly Drawn[]>> = {
    pulls: orNothing(pulls, 'None is open.'),
    merged: orNothing(mergedShelf(world), 'Nothing yet.'),
    runs: orNothing(runShelf(world), 'Nothing ran yet.'),
    deployments: orNothing(deploymentShelf(world), 'Nothing was recorded yet.'),
    rulesets: orNothing(rulesetShelf(world), 'There are none: every branch is open to everybody who may push.'),
    branches,
    tags: orNothing(tags, 'There are none.'),
    releases: orNothing(releaseShelf(world), 'Nothing was published yet.'),
  };
  return {
    repository: world.repository.fullName,
    login,
    branches: world.refs.below('refs/heads/').map(({ ref }) => ref.slice('refs/heads/'.length)),
    shelves,
  };
}
