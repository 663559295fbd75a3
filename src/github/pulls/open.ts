import { z } from 'zod';
import type { OpenPullRequest } from '../../core/repository/pull-requests.ts';
import type { Api } from '../api.ts';
import { OPEN_PULL_REQUESTS } from '../documents.ts';
import { readText, Text } from './text.ts';
import { readTold, Told } from './told.ts';

const Open = Text.extend({
  headRefOid: z.string(),
  headRefName: z.string(),
  isCrossRepository: z.boolean(),
  isDraft: z.boolean(),
  isInMergeQueue: z.boolean(),
  autoMergeRequest: z.looseObject({}).nullable(),
  files: z.object({ totalCount: z.number(), nodes: z.array(z.object({ path: z.string() })) }).nullable(),
  commits: z.object({ nodes: z.array(z.object({ commit: Told })) }),
}).transform(
  (pull): OpenPullRequest => ({
    ...readText(pull),
    head: pull.headRefOid,
    branch: pull.headRefName,
    isFork: pull.isCrossRepository,
    draft: pull.isDraft,
    autoMerge: pull.autoMergeRequest !== null,
    isQueued: pull.isInMergeQueue,
    paths: pull.files?.nodes.map(({ path }) => path) ?? [],
    // GitHub tells no files of what is too large for it: that is not "none".
    hasMorePaths: pull.files === null || pull.files.totalCount > pull.files.nodes.length,
    told: readTold(pull.commits.nodes[0]?.commit),
  }),
);

const Page = z.object({
  repository: z.object({
    pullRequests: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      nodes: z.array(Open),
    }),
  }),
});

export async function openInto(api: Api, base: string, context: string): Promise<readonly OpenPullRequest[]> {
  const found: OpenPullRequest[] = [];
  let after: string | null = null;
  do {
    const page: z.output<typeof Page> = await api.query(OPEN_PULL_REQUESTS, { base, context, after }, Page);
    const { nodes, pageInfo } = page.repository.pullRequests;
    found.push(...nodes);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return found;
}
