import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import http from '../../src/checks/http.ts';
import { aContext } from '../support/check-context.ts';
import { type Answerer, json, serve } from '../support/local-server.ts';

const settings = (more: object) => http.settings.parse({ value: 'production', ...more });

async function askOf(answer: Answerer, more: object, target: object = {}) {
  await using server = await serve(answer);
  const result = await http.ask(settings(more), aContext({ url: server.url, ...target }));
  return { ...result, seen: server.seen, url: server.url };
}

const ok: Answerer = (_request, response) => json(response, {});

describe('paths', () => {
  it.each<[string, Answerer, object, object]>([
    [
      'pass when they answer with success',
      ok,
      { paths: { '/': 'ok' } },
      { outcome: 'pass', note: 'production answered 1 request well' },
    ],
    [
      'fail with the status seen',
      (_request, response) => json(response, {}, 503),
      { paths: { '/api': 'ok' } },
      { outcome: 'fail', note: '/api answered 503', measures: { status: 503 } },
    ],
    ['hold their time against the limit', ok, { paths: { '/': 'time < 10s' } }, { outcome: 'pass' }],
    [
      'fail when they are slower',
      ok,
      { paths: { '/': 'time < 0ms' } },
      { outcome: 'fail', note: expect.stringMatching(/^\/: time is .+ ms, the limit is time < 0ms$/) },
    ],
    [
      'may have several limits',
      ok,
      { paths: { '/': ['p50 < 10s', 'p99 < 0ms'] } },
      { outcome: 'fail', note: expect.stringContaining('p99') },
    ],
    [
      'are all reported, the first bad one named',
      ({ path }, response) => json(response, {}, path === '/b' ? 500 : 200),
      { paths: { '/a': 'ok', '/b': 'ok', '/c': 'ok' } },
      {
        outcome: 'fail',
        note: '/b answered 500',
        evidence: [expect.stringMatching(/^\/a: \d+ ms$/), '/b answered 500', expect.any(String)],
      },
    ],
    [
      'must have the headers that are asked for',
      ok,
      { paths: { '/': 'ok' }, headers: ['Strict-Transport-Security'] },
      { outcome: 'fail', note: '/ answered without the header `strict-transport-security`' },
    ],
  ])('%s', async (_fact, answer, more, expected) => {
    expect(await askOf(answer, more)).toMatchObject(expected);
  });

  it('are asked as often as `samples` says', async () => {
    const { seen, measures } = await askOf(ok, { paths: { '/': 'p95 < 10s' }, samples: 7 });

    expect(seen).toHaveLength(7);
    expect(Object.keys(measures).sort()).toEqual(['p50', 'p95', 'p99', 'status', 'time']);
  });

  it('are asked with the token of the target', async () => {
    const { seen } = await askOf(ok, { paths: { '/': 'ok' } }, { bearer: '$TOKEN' });

    expect(seen[0]?.headers.authorization).toBe('Bearer the-TOKEN');
  });

  it('fail when nobody listens', async () => {
    const port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
      });
    });

    const result = await http.ask(settings({ paths: { '/': 'ok' } }), aContext({ url: `http://127.0.0.1:${port}` }));

    expect(result).toMatchObject({ outcome: 'fail', note: '/: ECONNREFUSED' });
  });

  it('are unknown, not failed, when a request may not even be sent', async () => {
    const refusing = { fetch: () => Promise.reject(new Error('the host is not one of this playbook')) };

    expect(await http.ask(settings({ paths: { '/': 'ok' } }), aContext({}, refusing))).toMatchObject({
      outcome: 'unknown',
      note: '/: the host is not one of this playbook',
    });
  });

  it('are unknown when the time for the check is over', async () => {
    const signal = AbortSignal.abort();
    await using server = await serve(ok);

    const result = await http.ask(settings({ calls: [{ get: '/' }] }), aContext({ url: server.url }, { signal }));

    expect(result.outcome).toBe('unknown');
  });

  it('follow a redirect on the same host, and none to another', async () => {
    await using other = await serve(ok);
    const away = await askOf(
      (_request, response) => response.writeHead(302, { location: `${other.url}/steal` }).end(),
      {
        paths: { '/': 'ok' },
      },
    );
    const home = await askOf(
      ({ path }, response) => (path === '/' ? response.writeHead(302, { location: '/new' }).end() : json(response, {})),
      { paths: { '/': 'ok' } },
    );

    expect(away).toMatchObject({ outcome: 'fail', note: '/ answered 302' });
    expect(other.seen).toEqual([]);
    expect(home).toMatchObject({ outcome: 'pass' });
  });
});

describe('calls', () => {
  const app: Answerer = ({ method, path, headers }, response) => {
    if (path === '/login') return json(response, { token: 't/1', user: { id: 7 } });
    if (headers.authorization !== 'Bearer t/1') return json(response, {}, 401);
    return json(response, { id: 'a b' }, method === 'POST' ? 201 : 200);
  };

  it('use what earlier ones kept, in paths, tokens and bodies', async () => {
    const { outcome, seen } = await askOf(app, {
      calls: [
        { post: '/login', json: { password: '$PASSWORD' }, keep: { token: 'token', user: 'user.id' } },
        { post: '/assets', bearer: '<token>', json: { owner: '<user>', tags: ['v<version>'] }, keep: 'id' },
        { delete: '/assets/<id>', bearer: '<token>' },
      ],
    });

    expect(outcome).toBe('pass');
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /login',
      'POST /assets',
      'DELETE /assets/a%20b',
    ]);
    expect(seen.map(({ body }) => body)).toEqual([
      '{"password":"the-PASSWORD"}',
      '{"owner":"7","tags":["v1.5.0"]}',
      '',
    ]);
  });

  it('end at the first that goes wrong', async () => {
    const { outcome, note, seen } = await askOf(app, { calls: [{ get: '/assets' }, { get: '/users' }] });

    expect({ outcome, note, calls: seen.length }).toEqual({
      outcome: 'fail',
      note: 'GET /assets answered 401',
      calls: 1,
    });
  });

  it('fail when an answer lacks what is to be kept', async () => {
    const { note } = await askOf(app, { calls: [{ post: '/login', keep: 'session' }] });

    expect(note).toBe('POST /login answered without a `session`');
  });

  it('never make a secret of what the other side answered', async () => {
    const answer: Answerer = ({ path }, response) => json(response, path === '/login' ? { token: '$TOKEN' } : {});

    const { seen } = await askOf(answer, {
      calls: [
        { post: '/login', keep: 'token' },
        { get: '/', bearer: '<token>' },
      ],
    });

    expect(seen[1]?.headers.authorization).toBe('Bearer $TOKEN');
  });

  it('show no answer and no secret in the evidence', async () => {
    const { evidence } = await askOf(app, {
      calls: [{ post: '/login', json: { password: '$PASSWORD' }, keep: 'token' }],
    });

    expect(evidence).toEqual([expect.stringMatching(/^POST \/login answered 200 in \d+ ms$/)]);
  });
});

describe('its settings', () => {
  it.each<[string, object, string]>([
    ['neither paths nor calls', {}, 'either `paths` or `calls`'],
    ['both', { paths: { '/': 'ok' }, calls: [{ get: '/' }] }, 'either `paths` or `calls`'],
    ['a path of another host', { paths: { 'https://evil.example/': 'ok' } }, ''],
    ['a call with two methods', { calls: [{ get: '/', post: '/' }] }, 'exactly one of'],
    ['a call with none', { calls: [{ json: {} }] }, 'exactly one of'],
    ['a limit that is none', { paths: { '/': 'fast' } }, ''],
    ['no sample', { paths: { '/': 'ok' }, samples: 0 }, ''],
  ])('refuse %s', (_what, more, message) => {
    const { error } = http.settings.safeParse({ value: 'production', ...more });

    expect(JSON.stringify(error?.issues)).toContain(message);
  });
});
