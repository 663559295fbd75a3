import { z } from 'zod';
import { DidNotHappen, messageWithFix } from '../core/errors.ts';
import type { Attempted, Writes } from './api.ts';
import { documentName } from './graphql.ts';
import { type Caller, refusalWords, writeProblem } from './problem.ts';
import type { Outcome, Parameters, Queue, Transport } from './transport.ts';

type Asked = Caller & { readonly route: string };

export function createWrites(transport: Transport, caller: Caller): Writes {
  const send = async <T>(queue: Queue, route: string, { parameters, reply }: Sent<T>): Promise<T> => {
    const outcome = await reached(transport.rest(queue, route, parameters));
    return parsed(replyOf(outcome, { ...caller, route }).data, reply, route);
  };
  return {
    write: (route, parameters, reply) => send('writing', route, { parameters, reply }),
    tell: (route, parameters, reply) => send('telling', route, { parameters, reply }),

    async attempt(route, parameters, reply) {
      const outcome = await reached(transport.rest('writing', route, parameters));
      const refused = refusalOf(outcome, { ...caller, route });
      return refused ? { refused } : { done: parsed(replyOf(outcome, { ...caller, route }).data, reply, route) };
    },

    async mutate(document, variables, reply) {
      const route = documentName(document);
      const outcome = await reached(transport.graphql('writing', document, variables));
      return parsed(replyOf(outcome, { ...caller, route }), reply, route);
    },
  };
}

interface Sent<T> {
  readonly parameters: Parameters;
  readonly reply: z.ZodType<T>;
}

/** Whatever went wrong before there was a client, nothing was written. */
async function reached<T>(call: Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await call;
  } catch (error) {
    throw new DidNotHappen(messageWithFix(error), { cause: error });
  }
}

function refusalOf<T>(
  outcome: Outcome<T>,
  asked: Asked,
): Extract<Attempted<T>, { refused: unknown }>['refused'] | undefined {
  if ('reply' in outcome || outcome.failure.what !== 'refused') return undefined;
  const { status } = outcome.failure;
  if (typeof status !== 'number' || status === 401) return undefined;
  return { status, words: refusalWords(outcome.failure, { ...asked, cause: outcome.cause }) };
}

function replyOf<T>(outcome: Outcome<T>, asked: Asked): T {
  if ('reply' in outcome) return outcome.reply;
  throw writeProblem(outcome.failure, { ...asked, cause: outcome.cause });
}

/** It was done, and what GitHub said about it can't be read: only a look can tell. */
function parsed<T>(data: unknown, reply: z.ZodType<T>, route: string): T {
  const result = reply.safeParse(data);
  if (result.success) return result.data;
  throw new Error(`GitHub answered \`${route}\` in a way that can't be read: ${z.prettifyError(result.error)}`);
}
