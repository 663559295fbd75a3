import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { answerThrough, type Faults } from '../../faults.ts';
import { type Answer, word } from '../../http.ts';
import type { Caller } from '../access.ts';
import type { ApiCall } from '../api.ts';
import type { World } from '../world.ts';
import { receivePack } from './receive-pack.ts';

const BODY_LIMIT = 200_000_000;

export interface GitHttpParts {
  readonly world: World;
  readonly faults: Faults;
  readonly calls: ApiCall[];
  readonly signal: AbortSignal;
}

interface GitCall {
  /** For faults. */
  readonly name: 'git-http.fetch' | 'git-http.push';
  readonly service: string;
  /** `info/refs` tells what there is; the others do it. */
  readonly isAsking: boolean;
  readonly url: URL;
}

/** Undefined for what is no address of git: `/<owner>/<name>.git/info/refs` and the two services behind it. */
export function gitCallOf(request: IncomingMessage, { repository, urls }: World): GitCall | undefined {
  const url = new URL(request.url ?? '/', urls.web);
  const match = /^\/([^/]+\/[^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(url.pathname);
  if (!match || match[1]?.toLowerCase() !== repository.fullName.toLowerCase()) return undefined;
  const isAsking = match[2] === 'info/refs';
  const service = isAsking ? (url.searchParams.get('service') ?? '') : (match[2] ?? '');
  return { name: service === 'git-receive-pack' ? 'git-http.push' : 'git-http.fetch', service, isAsking, url };
}

/** Clones, fetches and pushes of real git, with a token as the password. */
export async function answerGit(
  request: IncomingMessage,
  response: ServerResponse,
  { call, world, faults, calls, signal }: GitHttpParts & { readonly call: GitCall },
): Promise<void> {
  const by = world.access.identify(word(request.headers.authorization));
  const name = call.isAsking ? 'git-http.ask' : call.name;
  calls.push({ name, path: call.url.pathname, by: typeof by === 'object' ? by.login : '', at: world.machine() });
  const body = await readBytes(request);
  const carryOut = async (): Promise<Answer> => {
    const refusal = refusalFor(call, by);
    if (refusal) return refusal;
    if (call.name === 'git-http.push' && !call.isAsking && typeof by === 'object') {
      const report = await world.alone(() => receivePack(world, body, by));
      return { status: 200, headers: { 'content-type': 'application/x-git-receive-pack-result' }, body: report };
    }
    return throughBackend(world, { call, body, request });
  };
  // A fault is for the thing itself, not for the question that comes before it.
  await answerThrough(call.isAsking ? undefined : faults.take(call.name), response, { carryOut, signal });
}

function refusalFor({ name }: GitCall, by: Caller | 'bad' | undefined): Answer | undefined {
  if (by === undefined || by === 'bad') {
    const body = 'Invalid username or token. Password authentication is not supported for Git operations.\n';
    return { status: 401, headers: { 'www-authenticate': 'Basic realm="GitHub"' }, body };
  }
  const level = name === 'git-http.push' ? 'write' : 'read';
  if (by.can('contents', level)) return undefined;
  if (level === 'read') return { status: 404, body: 'Repository not found.\n' };
  return { status: 403, body: 'Write access to repository not granted.\n' };
}

interface Forwarded {
  readonly call: GitCall;
  readonly body: Buffer;
  readonly request: IncomingMessage;
}

/** Git brings its own server, as a program that a web server calls. */
async function throughBackend(world: World, { call, body, request }: Forwarded): Promise<Answer> {
  const path = call.isAsking ? 'info/refs' : call.service;
  const env = {
    GIT_PROJECT_ROOT: resolve(world.git.folder, '../..'),
    GIT_HTTP_EXPORT_ALL: '1',
    REMOTE_USER: 'sandbox',
    PATH_INFO: `/${world.repository.fullName}.git/${path}`,
    REQUEST_METHOD: request.method ?? 'GET',
    QUERY_STRING: call.url.search.slice(1),
    CONTENT_TYPE: word(request.headers['content-type']),
    GIT_PROTOCOL: word(request.headers['git-protocol']),
  };
  const { stdout } = await world.git.attempt(['http-backend'], { input: body, env });
  const end = stdout.indexOf('\r\n\r\n');
  const lines = stdout.subarray(0, end).toString('utf8').split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const { status, ...others } = headers;
  return { status: Number.parseInt(status ?? '200', 10), headers: others, body: stdout.subarray(end + 4) };
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > BODY_LIMIT) throw new Error(`the push is larger than \`${BODY_LIMIT}\` bytes`);
    chunks.push(bytes);
  }
  const whole = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(whole) : whole;
}
