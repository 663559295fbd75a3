import { z } from 'zod';
import { DidNotHappen, messageOf, TransientError } from '../core/errors.ts';
import { type Deployer, defineProvider, type Looked, type Observation, type ProviderContext } from './_provider.ts';

const Settings = z.strictObject({
  value: z
    .url({ protocol: /^https?$/, error: 'is no http address' })
    .transform((url) => url.replace(/\/+$/, ''))
    .describe("the base address of the team's deploy API"),
});

const Started = z.object({ id: z.string().min(1) });

const Deploy = z.object({
  id: z.string().min(1),
  state: z.enum(['building', 'live', 'failed']),
  note: z.string().default(''),
});

const Deploys = z.object({ deploys: z.array(Started) });

/** Codes of a connection that was never made: the request can't have arrived. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH']);

export default defineProvider({
  name: 'http',
  summary: "Deploys through the team's own deploy API: `POST <base>/deploys`, followed by `GET <base>/deploys/<id>`.",
  settings: Settings,
  connect: ({ value: base }, context): Deployer => ({
    start: ({ version, key, signal }) => start(`${base}/deploys`, { body: { version, key }, signal, context }),
    look: (key, signal) => look(`${base}/deploys?key=${encodeURIComponent(key)}`, { signal, context }),
    observe: (id, signal) => observe(`${base}/deploys/${encodeURIComponent(id)}`, { signal, context }),
    stop: (key, signal) => stop(`${base}/stop`, { body: { key }, signal, context }),
  }),
});

interface Call {
  readonly body?: { readonly key: string; readonly version?: string };
  readonly signal: AbortSignal;
  readonly context: ProviderContext;
}

async function start(url: string, call: Call): Promise<{ deployId: string }> {
  const response = await send(url, call);
  if (response.ok) return { deployId: Started.parse(await response.json()).id };
  // A refusal is certain; anything else may have been carried out before it was answered.
  if (isRefusal(response.status)) throw new DidNotHappen(await described(response, call));
  throw new Error(await described(response, call));
}

/** 408 and 409 speak of a request that another one overtook, so they prove nothing. */
const isRefusal = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 409;

async function look(url: string, call: Call): Promise<Looked> {
  const { deploys } = Deploys.parse(await (await read(url, call)).json());
  const found = deploys[0];
  return found ? { happened: { deployId: found.id } } : { didNot: true };
}

async function observe(url: string, call: Call): Promise<Observation> {
  const { state, note } = Deploy.parse(await (await read(url, call)).json());
  return { phase: state, note: call.context.redact(note) };
}

async function stop(url: string, call: Call): Promise<void> {
  const response = await send(url, call);
  if (response.ok) return;
  const problem = await described(response, call);
  throw isRefusal(response.status) ? new DidNotHappen(problem) : new Error(problem);
}

async function read(url: string, call: Call): Promise<Response> {
  try {
    const response = await send(url, call);
    if (response.ok) return response;
    throw new TransientError(await described(response, call));
  } catch (error) {
    if (error instanceof TransientError) throw error;
    throw new TransientError(`${hostOf(url)} gave no answer: ${reasonOf(error)}`, { cause: error });
  }
}

/** Redirects are not followed: the token is for this host alone. */
async function send(url: string, { body, signal, context }: Call): Promise<Response> {
  const { target, fetch, fill } = context;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (target.bearer) headers.authorization = `Bearer ${fill(target.bearer)}`;
  if (!body) return fetch(url, { headers, signal, redirect: 'manual' });
  headers['content-type'] = 'application/json';
  headers['idempotency-key'] = body.key;
  try {
    return await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal, redirect: 'manual' });
  } catch (error) {
    if (NEVER_SENT.has(codeOf(error) ?? ''))
      throw new DidNotHappen(`${hostOf(url)} can't be reached`, { cause: error });
    throw error;
  }
}

async function described(response: Response, { context }: Call): Promise<string> {
  const text = context.redact((await response.text()).replaceAll(/\s+/g, ' ').trim()).slice(0, 200);
  const where = response.url === '' ? 'the deploy API' : hostOf(response.url);
  return `${where} answered ${response.status}${text ? `: ${text}` : ''}`;
}

const hostOf = (url: string): string => new URL(url).host;

/** fetch says only "fetch failed"; what happened stands in its cause. */
function codeOf(error: unknown): string | undefined {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : undefined;
}

const reasonOf = (error: unknown): string => codeOf(error) ?? messageOf(error);
