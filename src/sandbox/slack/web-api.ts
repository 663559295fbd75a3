import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerThrough, type Faults, tooMany } from '../faults.ts';
import { type Answer, fields, json, readBody, word } from '../http.ts';
import { type Args, type Method, Refusal, type World } from './methods/_method.ts';
import { apps } from './methods/apps.ts';
import { chat } from './methods/chat.ts';
import { conversations } from './methods/conversations.ts';
import { users } from './methods/users.ts';
import { views } from './methods/views.ts';
import type { RateLimits } from './rate-limits.ts';

const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({ ...apps, ...chat, ...conversations, ...users, ...views }),
);

/** One call that reached the stand-in, whatever became of it. */
export interface Call {
  readonly method: string;
  readonly args: Args;
  /** Machine time. */
  readonly at: number;
}

export interface WebApiParts {
  readonly world: World;
  readonly tokens: { readonly bot: string; readonly app: string };
  readonly limits: RateLimits | undefined;
  readonly faults: Faults;
  readonly calls: Call[];
  readonly signal: AbortSignal;
}

/** Answers `POST /api/<method>` like Slack: HTTP 200 with `ok: false` for a refusal, 429 for too many. */
export async function answerWebApi(
  request: IncomingMessage,
  response: ServerResponse,
  parts: WebApiParts,
): Promise<void> {
  const name = new URL(request.url ?? '/', 'http://slack').pathname.replace(/^\/api\//, '');
  const args = await readArgs(request);
  parts.calls.push({ method: name, args, at: parts.world.workspace.machine() });
  const token = word(request.headers.authorization).replace(/^Bearer\s*/, '') || word(args.token);
  const carryOut = (): Promise<Answer> => call(name, args, { ...parts, token });

  await answerThrough(parts.faults.take(name), response, { carryOut, signal: parts.signal });
}

async function call(name: string, args: Args, parts: WebApiParts & { readonly token: string }): Promise<Answer> {
  const method = METHODS.get(name);
  if (!method) return refuse('unknown_method');
  const problem = tokenProblem(method, parts);
  if (problem) return refuse(problem);
  const wait = parts.limits?.ask(method.tier, method.tier === 'post' ? `${name} ${word(args.channel)}` : name) ?? 0;
  if (wait > 0) return tooMany(wait);

  try {
    return json(200, { ok: true, ...(await method.run(args, parts.world)) });
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.code, error.messages);
    throw error;
  }
}

function tokenProblem(
  method: Method,
  { token, tokens }: Pick<WebApiParts, 'tokens'> & { readonly token: string },
): string | undefined {
  if (token === '') return 'not_authed';
  if (token === tokens[method.token]) return undefined;
  return token === tokens.bot || token === tokens.app ? 'not_allowed_token_type' : 'invalid_auth';
}

function refuse(error: string, messages: readonly string[] = []): Answer {
  const details = messages.length > 0 ? { errors: messages, response_metadata: { messages } } : {};
  return json(200, { ok: false, error, ...details });
}

/** Slack takes forms, in which whatever is not text is JSON, and JSON bodies. */
async function readArgs(request: IncomingMessage): Promise<Args> {
  const query = new URL(request.url ?? '/', 'http://slack').searchParams;
  const body = await readBody(request);
  if (word(request.headers['content-type']).startsWith('application/json')) {
    return { ...Object.fromEntries(query), ...fields(parse(body)) };
  }
  return Object.fromEntries(
    [...query, ...new URLSearchParams(body)].map(([name, value]) => [name, unpack(name, value)]),
  );
}

const PACKED = new Set(['blocks', 'view', 'metadata', 'attachments']);

function unpack(name: string, value: string): unknown {
  return PACKED.has(name) ? (parse(value) ?? value) : value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // What is no JSON is refused by the checks of whatever reads it.
  }
}
