import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerThrough, type Fault, type Faults } from '../faults.ts';
import { type Answer, fields, json, readBody, send, word } from '../http.ts';
import type { Caller } from './access.ts';
import type { Limits } from './limits.ts';
import { findRoute } from './route-table.ts';
import { type Call, notFound, Refusal, type Route, refused } from './routes/_route.ts';
import type { World } from './world.ts';

/** One call that reached the stand-in, whatever became of it. */
export interface ApiCall {
  /** As in faults; `unknown` for what does not exist here. */
  readonly name: string;
  readonly path: string;
  readonly by: string;
  /** Machine time. */
  readonly at: number;
}

export interface ApiParts {
  readonly world: World;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly calls: ApiCall[];
  readonly signal: AbortSignal;
}

/** Answers REST and GraphQL the way GitHub does. */
export async function answerApi(request: IncomingMessage, response: ServerResponse, parts: ApiParts): Promise<void> {
  const { world, faults, limits, calls, signal } = parts;
  const url = new URL(request.url ?? '/', world.urls.api);
  const found = findRoute(request.method ?? 'GET', url.pathname, world.repository);
  const text = await readBody(request);
  const body = fields(parse(text));
  const by = world.access.identify(word(request.headers.authorization));
  const name = found?.route.nameOf?.(body) ?? found?.route.name ?? 'unknown';
  calls.push({ name, path: url.pathname, by: typeof by === 'object' ? by.login : '', at: world.machine() });

  const carryOut = async (): Promise<Answer> => {
    const call = { params: found?.params ?? {}, query: url.searchParams, body, headers: request.headers, url };
    const answer = await carryOutCall(world, { route: found?.route, call, by, limits });
    return { ...answer, headers: { ...limits.headers(), ...answer.headers } };
  };
  const fault = faults.take(name) ?? (changes(request, body) ? faults.take('write') : undefined);
  const wrong = fault && faultyAnswer(fault, world.machine());
  if (wrong) return send(response, wrong);
  await answerThrough(fault, response, { carryOut, signal });
}

function changes({ method }: IncomingMessage, { query }: Readonly<Record<string, unknown>>): boolean {
  return method !== 'GET' && (typeof query !== 'string' || query.trimStart().startsWith('mutation'));
}

interface Asked {
  readonly route: Route | undefined;
  readonly call: Omit<Call, 'by'>;
  readonly by: Caller | 'bad' | undefined;
  readonly limits: Limits;
}

async function carryOutCall(world: World, { route, call, by, limits }: Asked): Promise<Answer> {
  try {
    if (by === 'bad') throw new Refusal(401, 'Bad credentials');
    if (by === undefined) throw new Refusal(401, 'Requires authentication');
    const wait = limits.ask(route?.at.startsWith('GET ') ?? true);
    if (wait) return wait;
    if (!route) throw notFound();
    checkRight(route, by);
    const run = async (): Promise<Answer> => route.run({ ...call, by }, world);
    const answer = await (route.at.startsWith('GET ') ? run() : world.alone(run));
    return { ...answer, headers: { ...accepted(route), ...answer.headers } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const answer = refused(error);
    return { ...answer, headers: { ...(route && accepted(route)), ...answer.headers } };
  }
}

function checkRight({ at, needs, hides }: Route, by: Caller): void {
  // The App itself, without an installation, gets at nothing in a repository.
  if (by.kind === 'app' && !at.includes(' //app') && !at.endsWith('/installation')) throw notFound();
  if (!needs || by.can(...needs)) return;
  if (hides) throw notFound();
  const what = by.kind === 'user' ? 'personal access token' : 'integration';
  throw new Refusal(403, `Resource not accessible by ${what}`);
}

function accepted({ needs }: Route): Readonly<Record<string, string>> {
  return needs ? { 'x-accepted-github-permissions': `${needs[0]}=${needs[1]}` } : {};
}

/** Undefined for those faults that every stand-in has in common. */
function faultyAnswer(fault: Fault, machine: number): Answer | undefined {
  if (fault.do === 'error') return json(fault.status ?? 500, { message: 'Server Error' });
  if (fault.do !== 'rate-limit') return undefined;
  const status = fault.status ?? 403;
  if (fault.seconds !== undefined) {
    const message = 'You have exceeded a secondary rate limit. Wait a few minutes before you try again.';
    return json(status, { message }, { 'retry-after': String(fault.seconds) });
  }
  const reset = String(Math.ceil(machine / 1000) + 60);
  const headers = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
  return json(status, { message: 'API rate limit exceeded for installation.' }, headers);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return undefined; // What is no JSON has none of the fields that are asked for.
  }
}
