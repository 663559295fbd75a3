import { z } from 'zod';
import type { PullRequests } from '../core/repository/pull-requests.ts';
import type { Api } from './api.ts';
import { mergePull } from './pulls/merge.ts';
import { openInto } from './pulls/open.ts';
import { Pull } from './pulls/pull.ts';
import { enqueue, mergeGroups } from './pulls/queue.ts';
import { requestReviews } from './pulls/reviewers.ts';
import { readReviews } from './pulls/reviews.ts';
import { describe } from './pulls/text.ts';

const PULLS = '/repos/{owner}/{repo}/pulls';
const PULL = `${PULLS}/{pull_number}`;

export function createPullRequests(api: Api): PullRequests {
  return {
    read: (number) => api.find(`GET ${PULL}`, { pull_number: number }, Pull),

    async from(head, base) {
      const sought = { head: `${api.owner}:${head}`, ...(base !== undefined && { base }) };
      const order = { state: 'all', sort: 'created', direction: 'desc', per_page: 100 };
      const found = await api.read(`GET ${PULLS}`, { ...sought, ...order }, z.array(Pull));
      // GitHub goes by the owner, who may have a fork of their own.
      return found.filter((pull) => !pull.head.isFork);
    },

    reviews: (number) => readReviews(api, number),
    described: (numbers) => describe(api, numbers),
    openInto: (base, context) => openInto(api, base, context),
    queue: (base, context) => mergeGroups(api, base, context),
    create: ({ title, body, head, base }) => api.write(`POST ${PULLS}`, { title, body, head, base }, Pull),

    async edit(number, change) {
      await api.write(`PATCH ${PULL}`, { pull_number: number, ...change }, Pull);
    },

    requestReviews: (number, logins) => requestReviews(api, number, logins),
    merge: (number, request) => mergePull(api, number, request),
    enqueue: (number, head) => enqueue(api, number, head),
  };
}
