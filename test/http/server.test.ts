import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Health, healthRoutes } from '../../src/http/health.ts';
import { sandboxClockRoutes } from '../../src/http/sandbox-clock.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';

let server: HttpServer;
let url: string;
let health: () => Promise<Health>;
let jumps: number[];

beforeEach(async () => {
  health = async () => ({ ok: true, problems: [] });
  jumps = [];
  server = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    routes: [
      ...healthRoutes(() => health()),
      {
        method: 'POST',
        path: '/echo',
        bodyAtMost: 100,
        answer: async (text, headers) => ({ status: 200, body: { text, who: headers['x-who'] } }),
      },
      ...sandboxClockRoutes({
        now: () => 5,
        machine: () => 7,
        jump: async (to) => {
          jumps.push(to);
          return { now: to };
        },
      }),
    ],
    rest: undefined,
  });
  url = `http://127.0.0.1:${await server.start()}`;
});
afterEach(() => server.stop());

async function ask(path: string, init: RequestInit = {}): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${url}${path}`, init);
  return { status: response.status, body: await response.json() };
}

/** One raw request line, as no honest client would write it. */
function askRaw(line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
      socket.write(`${line}\r\nHost: x\r\nConnection: close\r\n\r\n`),
    );
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text.split('\r\n')[0] ?? ''));
    socket.on('error', reject);
  });
}

describe('health', () => {
  it('says that the process lives, whatever hinders it', async () => {
    health = async () => ({ ok: false, problems: ['Slack has not answered yet'] });
    expect(await ask('/healthz')).toEqual({ status: 200, body: { ok: true } });
    expect(await ask('/readyz')).toEqual({
      status: 503,
      body: { ok: false, problems: ['Slack has not answered yet'] },
    });
  });

  it('says that it can work', async () => {
    expect(await ask('/readyz?now')).toEqual({ status: 200, body: { ok: true, problems: [] } });
  });

  it('that can not be told is no good health', async () => {
    health = () => Promise.reject(new Error('database is locked'));
    expect(await ask('/readyz')).toEqual({ status: 500, body: { error: 'database is locked' } });
  });
});

describe('the server', () => {
  it.each([
    ['GET', '/'],
    ['POST', '/healthz'],
    ['GET', '/healthz/'],
    ['GET', '/sandbox'],
  ])('has nothing at %s %s', async (method, path) => {
    expect((await ask(path, { method })).status).toBe(404);
  });

  it.each(['GET // HTTP/1.1', 'GET //x:y@[ HTTP/1.1', 'GET http://[ HTTP/1.1', 'GET /%ff HTTP/1.1'])(
    'lives on after `%s`',
    async (line) => {
      expect(await askRaw(line)).toBe('HTTP/1.1 404 Not Found');
      expect((await ask('/healthz')).status).toBe(200);
    },
  );

  it('reads no more than is good for it', async () => {
    const answer = await ask('/sandbox/clock', { method: 'POST', body: 'x'.repeat(70_000) });
    expect(answer).toEqual({ status: 413, body: { error: 'the body is too long' } });
  });

  it('hands over a character that arrived in two pieces, and the headers', async () => {
    const letter = new TextEncoder().encode('ž');
    const body = ReadableStream.from([letter.slice(0, 1), letter.slice(1)]);

    expect(await ask('/echo', { method: 'POST', body, duplex: 'half', headers: { 'x-who': 'lee' } })).toEqual({
      status: 200,
      body: { text: 'ž', who: 'lee' },
    });
  });

  it('reads as much as a route allows', async () => {
    const [fits, tooLong] = [await echo('x'.repeat(100)), await echo('x'.repeat(101))];

    expect([fits, tooLong]).toEqual([200, 413]);
  });
});

const echo = async (body: string): Promise<number> => (await ask('/echo', { method: 'POST', body })).status;

describe('the clock of a sandbox', () => {
  it('is read and moved', async () => {
    expect(await ask('/sandbox/clock')).toEqual({ status: 200, body: { now: 5, machine: 7 } });
    expect(await ask('/sandbox/clock', { method: 'POST', body: '{"to":99}' })).toEqual({
      status: 200,
      body: { now: 99 },
    });
    expect(jumps).toEqual([99]);
  });

  it.each(['', 'later', '{}', '{"to":"99"}', '{"to":-1}', '{"to":1,"from":0}'])(
    'is not moved by `%s`',
    async (body) => {
      expect(await ask('/sandbox/clock', { method: 'POST', body })).toMatchObject({ status: 400 });
      expect(jumps).toEqual([]);
    },
  );
});
