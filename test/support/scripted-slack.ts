import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the next call of a method meets. */
export type Fate =
  | { readonly status: number; readonly retryAfter?: number }
  | { readonly error: string }
  /** Carried out, and then nobody answers. */
  | 'answer-lost'
  /** Not carried out, and nobody answers. */
  | 'dropped';

export interface Posted {
  readonly channel: string;
  readonly ts: string;
  text: string;
  blocks: string;
  readonly thread: string | undefined;
  readonly metadata: unknown;
}

export interface ScriptedSlack {
  readonly url: string;
  /** What stands in the channels. */
  readonly posted: readonly Posted[];
  /** Methods in the order in which they were called. */
  readonly calls: readonly string[];
  /** What the next calls of this method meet, in this order; after that they succeed. */
  next(method: string, ...fates: Fate[]): void;
  stop(): Promise<void>;
}

/** A Web API of one workspace with two channels that does what the script says. */
export async function scriptedSlack(): Promise<ScriptedSlack> {
  const posted: Posted[] = [];
  const calls: string[] = [];
  const script = new Map<string, Fate[]>();
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.url?.split('/').at(-1) ?? '';
    const args = new URLSearchParams(await bodyOf(request));
    calls.push(method);
    const fate = script.get(method)?.shift();
    if (fate === 'dropped') return void request.socket.destroy();
    if (typeof fate === 'object' && 'status' in fate) {
      return void response.writeHead(fate.status, { 'retry-after': String(fate.retryAfter ?? 1) }).end();
    }
    const result = typeof fate === 'object' ? { ok: false, error: fate.error } : carryOut(method, args, posted);
    if (fate === 'answer-lost') return void request.socket.destroy();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    posted,
    calls,
    next: (method, ...fates) => void script.set(method, [...(script.get(method) ?? []), ...fates]),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function carryOut(method: string, args: URLSearchParams, posted: Posted[]): object {
  const of = (name: string): string => args.get(name) ?? '';
  switch (method) {
    case 'conversations.list':
      return {
        ok: true,
        channels: [
          { id: 'C0RELEASES', name: 'releases' },
          { id: 'C0TEAM00', name: 'team' },
        ],
      };
    case 'chat.postMessage': {
      const message: Posted = {
        channel: of('channel'),
        ts: `${1000 + posted.length}.1`,
        text: of('text'),
        blocks: of('blocks'),
        thread: args.get('thread_ts') ?? undefined,
        metadata: args.has('metadata') ? JSON.parse(of('metadata')) : undefined,
      };
      posted.push(message);
      return { ok: true, channel: message.channel, ts: message.ts };
    }
    case 'chat.update': {
      const message = posted.find(({ ts }) => ts === of('ts'));
      if (!message) return { ok: false, error: 'message_not_found' };
      message.text = of('text');
      message.blocks = of('blocks');
      return { ok: true, channel: message.channel, ts: message.ts };
    }
    case 'conversations.history':
    case 'conversations.replies':
      return { ok: true, messages: posted.filter(({ channel }) => channel === of('channel')) };
    default:
      return { ok: false, error: 'unknown_method' };
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}
