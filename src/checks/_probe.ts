import { messageOf } from '../core/errors.ts';
import type { Target } from '../core/playbook/playbook.ts';

/** Machine milliseconds after which an address counts as not answering. */
export const PROBE_LIMIT_MS = 10_000;

const MAX_REDIRECTS = 5;
/** Of a body; an answer that is longer is not one that a check reads. */
const MAX_BODY = 1_000_000;

/** What reaches the world: a request to a host of the playbook, and the texts of the playbook filled in. */
export interface ProbeTools {
  readonly fetch: typeof fetch;
  fill(text: string): string;
}

export interface ProbeRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** `down`: the other side certainly does not answer. Otherwise nobody can tell, which is neither pass nor fail. */
export type Probe =
  | {
      readonly answered: true;
      readonly ok: boolean;
      readonly status: number;
      readonly ms: number;
      readonly text: string;
      readonly headers: Headers;
    }
  | { readonly answered: false; readonly down: boolean; readonly why: string };

/** Asks one address once. Never throws; redirects are followed on the same host only. */
export async function probe(request: ProbeRequest, tools: ProbeTools): Promise<Probe> {
  const limit = AbortSignal.timeout(PROBE_LIMIT_MS);
  const signal = AbortSignal.any([request.signal, limit]);
  const began = performance.now();
  try {
    const response = await follow({ ...request, signal }, tools.fetch);
    const text = (await response.text()).slice(0, MAX_BODY);
    const ms = performance.now() - began;
    return { answered: true, ok: response.ok, status: response.status, ms, text, headers: response.headers };
  } catch (error) {
    if (request.signal.aborted) return { answered: false, down: false, why: 'the time for this check was over' };
    if (limit.aborted) return { answered: false, down: true, why: `no answer within ${PROBE_LIMIT_MS / 1_000} s` };
    const code = codeOf(error);
    return { answered: false, down: DOWN.has(code ?? ''), why: code ?? messageOf(error) };
  }
}

/** The host was reached and there is nobody, or it hung up. A name that can't be looked up may be our own network. */
const DOWN = new Set(['ECONNREFUSED', 'ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE', 'HPE_INVALID_CONSTANT']);

async function follow(request: ProbeRequest, send: typeof fetch): Promise<Response> {
  const { method = 'GET', headers = {}, body, signal } = request;
  let url = request.url;
  for (let count = 0; ; count++) {
    const init = { method, headers, signal, redirect: 'manual' as const, ...(body !== undefined && { body }) };
    const response = await send(url, init);
    const next = redirect(response, url);
    if (!next || method !== 'GET' || count >= MAX_REDIRECTS) return response;
    url = next;
  }
}

function redirect(response: Response, url: string): string | undefined {
  const location = response.headers.get('location');
  if (response.status < 300 || response.status >= 400 || location === null) return undefined;
  const next = new URL(location, url);
  return next.origin === new URL(url).origin ? next.href : undefined;
}

/** fetch says only "fetch failed"; what happened stands in its cause. */
function codeOf(error: unknown): string | undefined {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : undefined;
}

/** The address of a path of this target; a whole URL stays itself. */
export function addressOf(target: Pick<Target, 'name' | 'url'>, path: string): string {
  if (/^https?:\/\//.test(path)) return path;
  if (target.url === undefined) throw new Error(`target \`${target.name}\` has no \`url\` that \`${path}\` belongs to`);
  return new URL(path, target.url).href;
}

/** The target's token, for its own host alone. */
export function bearerFor(
  target: Pick<Target, 'url' | 'bearer'>,
  url: string,
  tools: ProbeTools,
): Record<string, string> {
  if (!target.bearer || !target.url || new URL(target.url).origin !== new URL(url).origin) return {};
  return { authorization: `Bearer ${tools.fill(target.bearer)}` };
}

/** What came of asking one path of a target. */
export interface PathProbe {
  readonly path: string;
  readonly probe: Probe;
}

/** Asks every health path of a target once, one after the other. */
export async function probeHealth(
  target: Target,
  tools: ProbeTools,
  signal: AbortSignal,
): Promise<readonly PathProbe[]> {
  const found: PathProbe[] = [];
  for (const path of target.health) {
    const url = addressOf(target, path);
    found.push({ path, probe: await probe({ url, headers: bearerFor(target, url, tools), signal }, tools) });
  }
  return found;
}

/** `/api/health answered 503`, `/api/health: ECONNREFUSED`. Whole URLs are shown without what follows a `?`. */
export function describeProbe({ path, probe: seen }: PathProbe): string {
  const where = path.split('?')[0] ?? path;
  return seen.answered ? `${where} answered ${seen.status} in ${Math.round(seen.ms)} ms` : `${where}: ${seen.why}`;
}
