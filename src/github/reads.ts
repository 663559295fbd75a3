import { z } from 'zod';
import { TransientError } from '../core/errors.ts';
import type { Reads } from './api.ts';
import { documentName, partialData } from './graphql.ts';
import { nextPage } from './next-page.ts';
import { type Caller, readProblem } from './problem.ts';
import type { Answer, Outcome, Parameters, Transport } from './transport.ts';

const PAGE = 100;

export function createReads(transport: Transport, caller: Caller, apiUrl: string): Reads {
  const get = async (route: string, parameters: Parameters): Promise<Answer> =>
    replyOf(await transport.rest('reading', route, parameters), { ...caller, route });
  const self = (): Promise<Answer> => get('GET /repos/{owner}/{repo}', {});
  return {
    token: async () => replyOf(await transport.token(), { ...caller, route: 'token' }),
    read: async (route, parameters, reply) => parsed((await get(route, parameters)).data, reply, route),

    async find(route, parameters, reply) {
      const outcome = await transport.rest('reading', route, parameters);
      if ('failure' in outcome && outcome.failure.what === 'refused' && outcome.failure.status === 404) {
        // GitHub also says 404 for a repository that may not be seen, where nothing can be known to be missing.
        await self();
        return undefined;
      }
      return parsed(replyOf(outcome, { ...caller, route }).data, reply, route);
    },

    async list(route, parameters, page) {
      let answer = await get(route, { per_page: PAGE, ...parameters });
      const items = [...parsed(answer.data, page, route)];
      for (let next = nextPage(answer.headers.link, apiUrl); next; next = nextPage(answer.headers.link, apiUrl)) {
        answer = await get(`GET ${next}`, {});
        items.push(...parsed(answer.data, page, route));
      }
      return items;
    },

    async scopes() {
      const { headers } = await self();
      return headers['x-oauth-scopes']?.split(/, */).filter(Boolean);
    },

    async query(document, variables, reply) {
      const route = documentName(document);
      const [owner, repo] = caller.repository.split('/');
      const outcome = await transport.graphql('reading', document, { owner, repo, ...variables });
      const partial = 'failure' in outcome ? partialData(outcome.cause) : undefined;
      return parsed(partial ?? replyOf(outcome, { ...caller, route }), reply, route);
    },
  };
}

function replyOf<T>(outcome: Outcome<T>, asked: Caller & { readonly route: string }): T {
  if ('reply' in outcome) return outcome.reply;
  throw readProblem(outcome.failure, { ...asked, cause: outcome.cause });
}

function parsed<T>(data: unknown, reply: z.ZodType<T>, route: string): T {
  const result = reply.safeParse(data);
  if (result.success) return result.data;
  throw new TransientError(
    `GitHub answered \`${route}\` in a way that can't be read: ${z.prettifyError(result.error)}`,
  );
}
