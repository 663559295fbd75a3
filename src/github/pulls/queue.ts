import { z } from 'zod';
import { DidNotHappen, messageOf } from '../../core/errors.ts';
import type { MergeGroup } from '../../core/repository/pull-requests.ts';
import type { Api } from '../api.ts';
import { ENQUEUE_PULL_REQUEST, MERGE_QUEUE } from '../documents.ts';
import { readTold, Told } from './told.ts';

const Entry = z.object({
  position: z.number(),
  pullRequest: z.object({ number: z.number() }).nullable(),
  // Null until the queue has built it.
  headCommit: Told.extend({ oid: z.string() }).nullable(),
});

const Queue = z.object({
  repository: z.object({ mergeQueue: z.object({ entries: z.object({ nodes: z.array(Entry) }) }).nullable() }),
});

/** None where the branch has no queue. */
export async function mergeGroups(api: Api, base: string, context: string): Promise<readonly MergeGroup[]> {
  const { repository } = await api.query(MERGE_QUEUE, { base, context }, Queue);
  return groupsOf(repository.mergeQueue?.entries.nodes ?? []);
}

/** Every entry is built on top of those before it, so their pull requests are in its commit as well. */
export function groupsOf(entries: readonly z.output<typeof Entry>[]): readonly MergeGroup[] {
  const inLine = entries.toSorted((a, b) => a.position - b.position);
  return inLine.flatMap(({ headCommit }, index) => {
    if (!headCommit) return [];
    const pulls = inLine.slice(0, index + 1).flatMap(({ pullRequest }) => pullRequest?.number ?? []);
    return [{ head: headCommit.oid, pulls, told: readTold(headCommit) }];
  });
}

const Identified = z.object({ node_id: z.string() });

export async function enqueue(api: Api, number: number, head: string): Promise<void> {
  const input = { pullRequestId: await nodeId(api, number), expectedHeadOid: head };
  await api.mutate(ENQUEUE_PULL_REQUEST, { input }, z.unknown());
}

/** Asked before anything is written, so that a failure is a certain one. */
async function nodeId(api: Api, number: number): Promise<string> {
  try {
    const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
    return (await api.read(route, { pull_number: number }, Identified)).node_id;
  } catch (error) {
    throw new DidNotHappen(messageOf(error), { cause: error });
  }
}
