import type { Octokit } from '@octokit/rest';
import type { Clients } from './clients.ts';
import type { Connections } from './connections.ts';
import { type Failure, failureOf } from './failure.ts';
import { untilAborted } from './until-aborted.ts';

export type Parameters = Readonly<Record<string, unknown>>;

/** Which of the clients a call goes through. */
export type Queue = keyof Omit<Clients, 'token'>;

export type Outcome<T> = { readonly reply: T } | { readonly failure: Failure; readonly cause: unknown };

export interface Answer {
  readonly data: unknown;
  readonly headers: { readonly link?: string | undefined; readonly 'x-oauth-scopes'?: string | undefined };
}

/** Throws TransientError or UserError while no client can be had for the repository: nothing was sent then. */
export interface Transport {
  /** `{owner}` and `{repo}` of the route are filled in. */
  rest(queue: Queue, route: string, parameters: Parameters): Promise<Outcome<Answer>>;
  graphql(queue: Queue, document: string, variables: Parameters): Promise<Outcome<unknown>>;
  /** For git over HTTP. */
  token(): Promise<Outcome<string>>;
}

export interface TransportParts {
  readonly connections: Connections;
  /** `owner/name` */
  readonly repository: string;
  readonly signal: AbortSignal;
  readonly machine: () => number;
}

/** Makes calls for one repository, each once, and knows whether one was handed to the network before it failed. */
export function createTransport(parts: TransportParts): Transport {
  const [owner = '', repo = ''] = parts.repository.split('/');
  return {
    rest: (queue, route, parameters) =>
      call<Answer>(parts, queue, (octokit, request) => octokit.request(route, { owner, repo, ...parameters, request })),
    graphql: (queue, document, variables) =>
      call<unknown>(parts, queue, (octokit, request) => octokit.graphql(document, { ...variables, request })),
    token: () => outcomeOf(parts, (clients) => clients.token()),
  };
}

/** Goes into the `request` of an Octokit call. */
interface CallOptions {
  readonly signal: AbortSignal;
  readonly fetch: typeof fetch;
}

async function call<T>(
  parts: TransportParts,
  queue: Queue,
  act: (octokit: Octokit, request: CallOptions) => Promise<T>,
): Promise<Outcome<T>> {
  const { signal } = parts;
  return outcomeOf(parts, (clients, sent) => {
    const fetchOnce: typeof fetch = (input, init) => {
      // A call that waited too long for its turn is not sent any more.
      signal.throwIfAborted();
      sent();
      return fetch(input, init);
    };
    return act(clients[queue], { signal, fetch: fetchOnce });
  });
}

async function outcomeOf<T>(
  { connections, repository, signal, machine }: TransportParts,
  act: (clients: Clients, sent: () => void) => Promise<T>,
): Promise<Outcome<T>> {
  const clients = await connections.of(repository);
  let wasSent = false;
  try {
    const work = act(clients, () => {
      wasSent = true;
    });
    return { reply: await untilAborted(work, signal) };
  } catch (cause) {
    const failure = failureOf(cause, { wasSent, machine: machine() });
    if (failure.what === 'refused' && failure.status === 401) connections.forget(repository);
    return { failure, cause };
  }
}
