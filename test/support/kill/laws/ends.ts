import { verifyChain } from '../../../../src/store/chain.ts';
import type { World } from '../world.ts';

/** Every release ended as it was played, its chain is whole, and nothing was left behind. Returns what was seen otherwise. */
export async function brokenEnds(world: World): Promise<readonly string[]> {
  const { evidence, endings, sandbox } = world;
  const seen: string[] = [];
  const ids = await evidence.releases();
  if (ids.length !== endings.size) seen.push(`there are ${ids.length} releases: ${ids.join(', ')}`);
  let live = '';
  for (const [id, ending] of endings) {
    const records = await evidence.release(id);
    if (records?.release.status !== ending) seen.push(`${id} is ${records?.release.status}, not ${ending}`);
    if (ending === 'finished') live = records?.release.version ?? '';
    const head = { seq: records?.release.seq ?? 0, hash: records?.release.head ?? '' };
    seen.push(...verifyChain(await evidence.facts(id), head).problems.map((problem) => `${id}: ${problem}`));
  }
  seen.push(...verifyChain(await evidence.facts('house')).problems.map((problem) => `house: ${problem}`));
  if (sandbox.platform.production.live !== live) {
    seen.push(`production runs ${sandbox.platform.production.live}, not ${live}`);
  }
  if (await evidence.isFrozen()) seen.push('a branch is still closed');
  return [...seen, ...errorsIn(world.log)];
}

/** A bot that is killed and whose world fails has much to warn of, and no error but what Slack's library makes of a 500. */
function errorsIn(log: readonly string[]): readonly string[] {
  return log.filter((line) => !line.startsWith('{') || /"level":"error","message":"(?!slack library: )/.test(line));
}
