import { type Answer, json, word } from '../../http.ts';
import { inGitHubsWords, moveRefs } from '../moves.ts';
import { mergeCommits } from '../pulls/merge.ts';
import { violations } from '../rules/rules.ts';
import { shownCommit } from '../shown.ts';
import type { World } from '../world.ts';
import { type Call, Refusal, type Route, required } from './_route.ts';
import { commitAt } from './commits.ts';

/** One branch into another, without a pull request. */
export const merges: readonly Route[] = [
  { name: 'repos.merge', at: 'POST /merges', needs: ['contents', 'write'], run: mergeBranch },
];

async function mergeBranch(call: Call, world: World): Promise<Answer> {
  const base = required(call, 'base');
  const head = required(call, 'head');
  const ref = `refs/heads/${base}`;
  const before = world.refs.get(ref);
  if (before === undefined) throw new Refusal(404, 'Base does not exist');
  const from = await commitAt(world, head);
  if (!from) throw new Refusal(404, 'Head does not exist');
  if (await world.history.isAncestor(from.sha, before)) return { status: 204, body: '' };

  const message = word(call.body.commit_message) || `Merge ${head} into ${base}`;
  const commit = await mergeCommits(world, { ours: before, theirs: from.sha, by: call.by.login, message });
  if (!commit) throw new Refusal(409, 'Merge conflict');
  const problems = await violations(world, { ref, before, after: commit.sha, by: call.by, way: 'push' });
  if (problems.length > 0) throw new Refusal(409, inGitHubsWords(problems));
  await moveRefs(world, [{ ref, before, after: commit.sha }], call.by.login);
  world.effect('merge-branch', `${head} into ${base}`, call.by.login);
  return json(201, shownCommit(world, commit));
}
