import type { z } from 'zod';
import type { Connections } from './connections.ts';
import { createReads } from './reads.ts';
import { createTransport, type Parameters } from './transport.ts';
import { createWrites } from './writes.ts';

type Reply<T> = z.ZodType<T>;

/**
 * One repository through GitHub's API. Routes are Octokit's (`GET /repos/{owner}/{repo}/git/ref/{ref}`); owner and repo
 * are filled in. Every reply is parsed. Errors are those of the port: reads throw TransientError or UserError, writes
 * throw DidNotHappen, or an error after which nobody knows.
 */
export interface Api extends Reads, Writes {
  readonly owner: string;
  readonly repo: string;
  /** The number of the GitHub App that Shipmate is there; undefined for a token. */
  readonly appId: number | undefined;
  readonly signal: AbortSignal;
}

export interface Reads {
  /** What git gets in over HTTP with; it may end within the hour. */
  token(): Promise<string>;
  read<T>(route: string, parameters: Parameters, reply: Reply<T>): Promise<T>;
  /** Undefined when GitHub has no such thing, in a repository that can be seen. */
  find<T>(route: string, parameters: Parameters, reply: Reply<T>): Promise<T | undefined>;
  /** All pages; `page` makes a list of what one of them says. */
  list<T>(route: string, parameters: Parameters, page: Reply<readonly T[]>): Promise<readonly T[]>;
  /** What a classic token may do; undefined for every other login. */
  scopes(): Promise<readonly string[] | undefined>;
  /** GraphQL; `$owner` and `$repo` are filled in. What does not exist is null in the reply. */
  query<T>(document: string, variables: Parameters, reply: Reply<T>): Promise<T>;
}

export interface Writes {
  write<T>(route: string, parameters: Parameters, reply: Reply<T>): Promise<T>;
  /** A write whose refusal means something to the caller. Rate limits and a wrong token are thrown all the same. */
  attempt<T>(route: string, parameters: Parameters, reply: Reply<T>): Promise<Attempted<T>>;
  /** A write that waits its turn among many of its kind, and holds up no other. */
  tell<T>(route: string, parameters: Parameters, reply: Reply<T>): Promise<T>;
  /** GraphQL; nothing is filled in. */
  mutate<T>(document: string, variables: Parameters, reply: Reply<T>): Promise<T>;
}

export type Attempted<T> = { readonly done: T } | { readonly refused: Refusal };

export interface Refusal {
  /** Of HTTP. */
  readonly status: number;
  /** Plain text for people: GitHub's own words, and the right that is missing. */
  readonly words: string;
}

export interface ApiParts {
  readonly connections: Connections;
  readonly appId: number | undefined;
  readonly signal: AbortSignal;
  readonly machine: () => number;
  /** Without a slash at its end. */
  readonly apiUrl: string;
}

export function createApi(repository: string, parts: ApiParts): Api {
  const { appId, signal, apiUrl } = parts;
  const [owner = '', repo = ''] = repository.split('/');
  const transport = createTransport({ ...parts, repository });
  const caller = { repository, isApp: appId !== undefined };
  return {
    owner,
    repo,
    appId,
    signal,
    ...createReads(transport, caller, apiUrl),
    ...createWrites(transport, caller),
  };
}
