import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { messageOf } from '../../core/errors.ts';
import { type Answer, close, json, listen, readBody, send, word } from '../http.ts';
import { ACTS } from './acts.ts';
import { createEmoji } from './library.ts';
import { type PageParts, pageState } from './state.ts';

const require = createRequire(import.meta.url);
const here = (name: string): URL => new URL(name, import.meta.url);

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', css: 'text/css', js: 'text/javascript' };

const STYLE_NAMES = ['frame', 'world', 'messages', 'blocks', 'forms', 'modals', 'shortcuts', 'github', 'narrow'];
const CLIENTS = ['page', 'world', 'draw', 'forms', 'shortcuts', 'bar', 'trouble', 'github', 'github-forms'];
const STYLES = STYLE_NAMES.map((name) => `style/${name}.css`);
const SCRIPTS = CLIENTS.map((name) => `client/${name}.js`);

/** Every file that the page is made of, by address; nothing else is served from disk. */
const FILES: Readonly<Record<string, URL | string>> = {
  '/': here('page.html'),
  '/library.css': require.resolve('slack-blocks-to-jsx/dist/style.css'),
  ...Object.fromEntries([...STYLES, ...SCRIPTS].map((name) => [`/${name}`, here(name)])),
};

/** The browser may load nothing from elsewhere, but may show the deployed app in a frame. */
const POLICY =
  "default-src 'self'; img-src 'self' https: data:; style-src 'self' 'unsafe-inline'; frame-src http://127.0.0.1:*";
const COALESCE_MS = 40;

export interface Page {
  readonly url: string;
  stop(): Promise<void>;
}

export async function createPage({ port, ...parts }: PageParts & { readonly port: number }): Promise<Page> {
  const emoji = createEmoji();
  const news = createNews(parts);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://page');
    if (url.pathname === '/sandbox/events') return news.subscribe(response);
    answer(request, url, { ...parts, emoji })
      .catch((error: unknown) => json(400, { problem: messageOf(error) }))
      .then((reply) => send(response, reply));
  });
  const taken = await listen(server, port);

  return {
    url: `http://127.0.0.1:${taken}`,
    async stop() {
      news.stop();
      await close(server);
    },
  };
}

type Parts = PageParts & { readonly emoji: ReturnType<typeof createEmoji> };

async function answer(request: IncomingMessage, url: URL, parts: Parts): Promise<Answer> {
  if (!isFromHere(request)) return json(403, { problem: 'only this page itself may ask' });
  const file = FILES[url.pathname];
  if (request.method === 'GET' && file) return fileAnswer(file);
  if (request.method === 'GET' && url.pathname === '/sandbox/state') return stateAnswer(url.searchParams, parts);
  if (request.method === 'GET' && url.pathname === '/sandbox/log') return json(200, { lines: parts.bot.log() });
  const run = ACTS[url.pathname.replace('/sandbox/', '')];
  if (request.method !== 'POST' || !run) return json(404, { problem: `there is no \`${url.pathname}\`` });
  return json(200, await run(JSON.parse(await readBody(request)), parts));
}

async function stateAnswer(asked: URLSearchParams, parts: Parts): Promise<Answer> {
  const { slack, emoji } = parts;
  const user = slack.workspace.person(asked.get('user') ?? '') ?? slack.users[0];
  const channel = slack.workspace.channel(asked.get('channel') ?? '') ?? slack.channels[0];
  if (!user || !channel) throw new Error('the team is empty');
  const look = { user, channel, thread: asked.get('thread') ?? '', atRepository: asked.get('view') === 'github' };
  return json(200, await pageState(parts, look, emoji));
}

function fileAnswer(file: URL | string): Answer {
  const type = TYPES[String(file).split('.').at(-1) ?? ''] ?? 'text/plain';
  const headers = { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': POLICY };
  return { status: 200, headers, body: readFileSync(file) };
}

/** A page of somebody else, open in the same browser, must not click buttons here. */
function isFromHere({ headers }: IncomingMessage): boolean {
  const host = word(headers.host);
  const origin = headers.origin;
  return /^(127\.0\.0\.1|localhost):\d+$/.test(host) && (origin === undefined || origin === `http://${host}`);
}

interface News {
  subscribe(response: ServerResponse): void;
  stop(): void;
}

/** Tells every open page that something changed; the page then asks what. */
function createNews({ slack }: PageParts): News {
  const readers = new Set<ServerResponse>();
  let pending: NodeJS.Timeout | undefined;
  const tell = (): void => {
    pending = undefined;
    for (const reader of readers) reader.write('data: changed\n\n');
  };
  const forget = slack.workspace.onChange(() => {
    pending ??= setTimeout(tell, COALESCE_MS);
  });

  return {
    subscribe(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write('retry: 1000\n\n');
      readers.add(response);
      response.on('close', () => readers.delete(response));
    },
    stop() {
      forget();
      clearTimeout(pending);
      for (const reader of readers) reader.end();
    },
  };
}
