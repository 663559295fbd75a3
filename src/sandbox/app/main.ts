import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { type Answer, json, listen, readBody, send, word } from '../http.ts';
import { AssetApp } from './assets.ts';
import { appPage } from './page.ts';

/** The web app that is deployed in the sandbox, a process of its own. Writes its port to stdout when it is ready. */

const SLOW_MS = 900;

const {
  APP_VERSION: version,
  APP_PLACE: place,
  APP_TOKEN,
  APP_CONTROL,
  APP_MOOD,
} = z
  .object({
    APP_VERSION: z.string().regex(/^[\w.-]+$/),
    APP_PLACE: z.string().regex(/^[\w-]+$/),
    APP_TOKEN: z.string(),
    /** What only the platform knows: whoever has it may break the app. */
    APP_CONTROL: z.string(),
    APP_MOOD: z.enum(['well', 'broken', 'slow']).default('well'),
  })
  .parse(process.env);

const app = new AssetApp(APP_TOKEN);
const counts = { requests: 0, errors: 0, totalMs: 0 };
let mood = APP_MOOD;

async function answer(request: IncomingMessage): Promise<Answer> {
  const { pathname } = new URL(request.url ?? '/', 'http://app');
  const text = await readBody(request);
  if (pathname === '/control/mood' && request.headers['x-control'] === APP_CONTROL) {
    mood = z.enum(['well', 'broken', 'slow']).parse(text);
    return json(200, { mood });
  }
  // A version number tells nothing about health, so that it can be read while the app is broken.
  if (pathname === '/api/version') return json(200, { version, place });
  if (mood === 'slow') await pause(SLOW_MS);
  if (mood === 'broken') return json(500, { error: 'something went wrong inside KARS' });
  if (pathname === '/api/health') return json(200, { status: 'ok', version });
  if (pathname === '/api/metrics') return json(200, metrics());
  if (pathname === '/') return page();
  const token = word(request.headers.authorization).replace(/^Bearer /, '');
  const reply = app.answer(request.method ?? 'GET', pathname, { token, body: parsed(text) });
  return json(reply.status, reply.body);
}

function page(): Answer {
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: appPage({ version, place }) };
}

function metrics(): object {
  const { requests, errors, totalMs } = counts;
  return { requests, errors, 'error-rate': errors / Math.max(1, requests), latency: totalMs / Math.max(1, requests) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The app answers what is no JSON like what has no name: 400.
  }
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const began = performance.now();
  const reply = await answer(request).catch(() => json(500, { error: 'something went wrong inside KARS' }));
  counts.requests += 1;
  counts.errors += reply.status >= 500 ? 1 : 0;
  counts.totalMs += performance.now() - began;
  send(response, reply);
}

const server = createServer((request, response) => void serve(request, response));
process.stdout.write(`${await listen(server, 0)}\n`);
// Whoever started it holds the other end of stdin: when that is gone, nobody needs the app any more.
process.stdin.on('end', () => process.exit(0)).resume();
