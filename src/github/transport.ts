import type { Octokit } from '@octokit/rest';
import type { Clients } from './clients.ts';
import type { Connections } from './connections.ts';
import { type Failure, failureOf } from './failure.ts';

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
  token(): Promise<string>;
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
  const { connections, repository } = parts;
  const [owner = '', repo = ''] = repository.split('/');
  return {
    rest: (queue, route, parameters) =>
      call<Answer>(parts, queue, (octokit, request) => octokit.request(route, { owner, repo, ...parameters, request })),
    graphql: (queue, document, variables) =>
      call<unknown>(parts, queue, (octokit, request) => octokit.graphql(document, { ...variables, request })),
    token: async () => (await connections.of(repository)).token(),
  };
}

/** Goes into the `request` of an Octokit call. */
interface CallOptions {
  readonly signal: AbortSignal;
  readonly fetch: typeof fetch;
}

async function call<T>(
  { connections, repository, signal, machine }: TransportParts,
  queue: Queue,
  act: (octokit: Octokit, request: CallOptions) => Promise<T>,
): Promise<Outcome<T>> {
  const clients = await connections.of(repository);
  let wasSent = false;
  const fetchOnce: typeof fetch = (input, init) => {
    // A call that waited too long for its turn is not sent any more.
    signal.throwIfAborted();
    wasSent = true;
    return fetch(input, init);
  };
  try {
    return { reply: await untilAborted(act(clients[queue], { signal, fetch: fetchOnce }), signal) };
  } catch (cause) {
    const failure = failureOf(cause, { wasSent, machine: machine() });
    if (failure.what === 'refused' && failure.status === 401) connections.forget(repository);
    return { failure, cause };
  }
}

/** The queues of the library do not look at the signal. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // Nobody listens to it any more when the signal was first.
  work.catch(() => {});
  signal.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
