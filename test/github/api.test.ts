import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { DidNotHappen, TransientError, UserError } from '../../src/core/errors.ts';
import { createGitHub } from '../../src/github/github.ts';
import { type Answerer, json, serve } from '../support/local-server.ts';
import { recordingLog } from '../support/quiet.ts';

const NOW = Date.UTC(2026, 10, 25, 12);
const SIGNAL = AbortSignal.timeout(60_000);
const TOKEN = 'ghp_not-a-real-one';
const Ref = z.object({ object: z.object({ sha: z.string() }) });

function apiAt(apiUrl: string, { signal = SIGNAL, token = TOKEN } = {}) {
  const parts = { mirrors: '', machine: () => NOW, log: recordingLog(), env: {}, isHasty: true };
  return createGitHub({ apiUrl, identity: { token } }, parts).api('acme/shop', signal);
}

const readRef = (apiUrl: string) =>
  apiAt(apiUrl).read('GET /repos/{owner}/{repo}/git/ref/{ref}', { ref: 'tags/v1' }, Ref);
const writeRef = (apiUrl: string) =>
  apiAt(apiUrl).write('POST /repos/{owner}/{repo}/git/refs', { ref: 'refs/tags/v1', sha: 'a1' }, Ref);

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message: string;
}

const answering =
  ({ status, headers = {}, message }: Answer): Answerer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ message }));
  };

const hangUp: Answerer = (_request, response) => response.destroy();

const PRIMARY: Answer = {
  status: 403,
  headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1_000 + 90) },
  message: 'API rate limit exceeded for installation',
};
const SECONDARY: Answer = {
  status: 403,
  headers: { 'retry-after': '7' },
  message: 'You have exceeded a secondary rate limit',
};
const NO_RIGHT: Answer = { status: 403, message: 'Resource not accessible by integration' };
const BAD_TOKEN: Answer = { status: 401, message: 'Bad credentials' };

describe('a read', () => {
  it.each([
    ['the primary limit', PRIMARY, 90_000],
    ['a secondary limit', SECONDARY, 7_000],
    ['a secondary limit without a time', { status: 429, message: 'slow down' }, 60_000],
  ])('at %s says how long GitHub asks to wait', async (_what, answer, retryAfterMs) => {
    await using server = await serve(answering(answer));

    const error = await readRef(server.url).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ retryAfterMs });
    expect(server.seen).toHaveLength(1);
  });

  it.each([500, 502, 503])('that GitHub answers with %d may be asked again, and is not by itself', async (status) => {
    await using server = await serve(answering({ status, message: 'Server Error' }));

    await expect(readRef(server.url)).rejects.toThrow(TransientError);

    expect(server.seen).toHaveLength(1);
  });

  it('whose connection drops may be asked again', async () => {
    await using server = await serve(hangUp);

    await expect(readRef(server.url)).rejects.toThrow(TransientError);
  });

  it('names the right that is missing', async () => {
    await using server = await serve(answering(NO_RIGHT));

    await expect(readRef(server.url)).rejects.toMatchObject({
      code: 'github_refused',
      fix: 'Give Shipmate the right `Contents: read` in `acme/shop`.',
    });
  });

  it('with a token that GitHub does not take asks for another one', async () => {
    await using server = await serve(answering(BAD_TOKEN));

    const error = await readRef(server.url).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ fix: expect.stringContaining('GITHUB_TOKEN') });
  });

  it('of an answer in another shape is no answer', async () => {
    await using server = await serve((_request, response) => json(response, { object: { sha: 7 } }));

    await expect(readRef(server.url)).rejects.toThrow(/can't be read/);
    await expect(readRef(server.url)).rejects.toThrow(TransientError);
  });

  it('finds nothing where GitHub says so and shows the repository', async () => {
    await using server = await serve(({ path }, response) =>
      path === '/repos/acme/shop' ? json(response, {}) : json(response, { message: 'Not Found' }, 404),
    );

    const found = await apiAt(server.url).find('GET /repos/{owner}/{repo}/git/ref/{ref}', { ref: 'tags/v1' }, Ref);

    expect(found).toBeUndefined();
  });

  it('knows nothing of a repository that it may not see', async () => {
    await using server = await serve(answering({ status: 404, message: 'Not Found' }));
    const find = apiAt(server.url).find('GET /repos/{owner}/{repo}/git/ref/{ref}', { ref: 'tags/v1' }, Ref);

    await expect(find).rejects.toThrow(UserError);
  });

  it('of a list goes on to the last page', async () => {
    await using server = await serve(({ path, headers }, response) => {
      const isLast = path.includes('page=2');
      response.setHeader('link', isLast ? '' : `<http://${headers.host}/next?page=2>; rel="next"`);
      json(response, [isLast ? 'b' : 'a']);
    });

    const names = await apiAt(server.url).list('GET /repos/{owner}/{repo}/tags', {}, z.array(z.string()));

    expect(names).toEqual(['a', 'b']);
  });

  it('takes its token to no other host', async () => {
    await using other = await serve((_request, response) => json(response, []));
    await using server = await serve((_request, response) => {
      response.setHeader('link', `<${other.url}/next>; rel="next"`);
      json(response, []);
    });
    const list = apiAt(server.url).list('GET /repos/{owner}/{repo}/tags', {}, z.array(z.string()));

    await expect(list).rejects.toMatchObject({ code: 'github_origin' });
    expect(other.seen).toEqual([]);
  });
});

describe('a write', () => {
  it.each([
    ['the primary limit', PRIMARY, 'asks to wait 1m 30s'],
    ['a secondary limit', SECONDARY, 'asks to wait 7s'],
    ['a missing right', NO_RIGHT, 'Give Shipmate the right `Contents: write` in `acme/shop`.'],
    ['a 404', { status: 404, message: 'Not Found' }, 'or Shipmate lacks the right `Contents: write`'],
    ['a wrong token', BAD_TOKEN, 'GITHUB_TOKEN'],
    ['a rule', { status: 422, message: 'Reference already exists' }, '`Reference already exists`'],
  ])('that %s stops did certainly not happen', async (_what, answer, words) => {
    await using server = await serve(answering(answer));

    const error = await writeRef(server.url).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(DidNotHappen);
    expect(error).toMatchObject({ message: expect.stringContaining(words) });
    expect(server.seen).toHaveLength(1);
  });

  it.each([
    ['a 500', answering({ status: 500, message: 'Server Error' })],
    ['a 408', answering({ status: 408, message: 'Request Timeout' })],
    ['a 409 that nothing explains', answering({ status: 409, message: 'Conflict' })],
    ['a connection that drops', hangUp],
    ['an answer in another shape', ((_request, response) => json(response, {}, 201)) satisfies Answerer],
  ])('that ends in %s may have happened, and is sent once', async (_what, answer) => {
    await using server = await serve(answer);

    const error = await writeRef(server.url).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(DidNotHappen);
    expect(error).not.toBeInstanceOf(TransientError);
    expect(server.seen).toHaveLength(1);
  });

  it('to nobody did certainly not happen', async () => {
    const { url } = await closedServer();

    await expect(writeRef(url)).rejects.toThrow(DidNotHappen);
  });

  it('that never had its turn within the time limit did not happen, and is not sent later', async () => {
    await using server = await serve((_request, response) => json(response, { object: { sha: 'a1' } }, 201));
    const api = apiAt(server.url, { signal: AbortSignal.abort() });

    await expect(api.write('POST /repos/{owner}/{repo}/git/refs', {}, Ref)).rejects.toThrow(DidNotHappen);
    expect(server.seen).toEqual([]);
  });

  it('whose answer takes too long may have happened', async () => {
    await using server = await serve(() => {});
    const write = apiAt(server.url, { signal: AbortSignal.timeout(50) }).write(
      'POST /repos/{owner}/{repo}/git/refs',
      {},
      Ref,
    );

    await expect(write).rejects.toThrow('nobody knows');
  });

  it('hands a refusal that means something to the caller', async () => {
    await using server = await serve(answering({ status: 409, message: 'Merge conflict' }));

    const attempted = await apiAt(server.url).attempt('POST /repos/{owner}/{repo}/merges', {}, Ref);

    expect(attempted).toEqual({ refused: { status: 409, words: '`Merge conflict`' } });
  });
});

describe('GraphQL', () => {
  const document = 'query Pulls($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { id } }';
  const Reply = z.object({ repository: z.object({ one: z.string().nullable() }) });
  const graphql =
    (body: object): Answerer =>
    (_request, response) =>
      json(response, body);

  it('leaves out what does not exist', async () => {
    await using server = await serve(
      graphql({ data: { repository: { one: null } }, errors: [{ type: 'NOT_FOUND', message: 'no such number' }] }),
    );

    const reply = await apiAt(server.url).query(document, {}, Reply);

    expect(reply).toEqual({ repository: { one: null } });
  });

  it.each([
    ['a limit', [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }], TransientError],
    ['trouble of its own', [{ message: 'Something went wrong' }], TransientError],
    ['a repository that can’t be seen', [{ type: 'NOT_FOUND', message: 'Could not resolve' }], UserError],
  ])('is asked in vain at %s', async (_what, errors, kind) => {
    await using server = await serve(graphql({ data: { repository: null }, errors }));

    await expect(apiAt(server.url).query(document, {}, Reply)).rejects.toThrow(kind);
  });

  it('did not do what it refuses by a word', async () => {
    await using server = await serve(graphql({ data: null, errors: [{ type: 'STALE_DATA', message: 'head moved' }] }));

    await expect(apiAt(server.url).mutate('mutation Commit { x }', {}, Reply)).rejects.toThrow(DidNotHappen);
  });

  it('may have done what it says no word about', async () => {
    await using server = await serve(graphql({ data: null, errors: [{ message: 'Something went wrong' }] }));

    await expect(apiAt(server.url).mutate('mutation Commit { x }', {}, Reply)).rejects.toThrow('nobody knows');
  });
});

describe('what is said about a failure', () => {
  it('has no token in it', async () => {
    await using server = await serve(
      answering({ status: 422, message: 'no: ghs_123_eyJhbGciOi.J9 github_pat_11A_x https://bob:pw@github.com/a' }),
    );

    const error = await writeRef(server.url).catch((thrown: unknown) => thrown);

    expect(String(error)).toContain('[secret] [secret] https://[secret]@github.com/a');
  });
});

describe('a repository', () => {
  it.each(['acme', 'acme/../shop', '../..', 'acme/shop/x', 'a b/c'])('is not called `%s`', (name) => {
    const parts = { mirrors: '', machine: () => NOW, log: recordingLog(), env: {} };
    const { api } = createGitHub({ apiUrl: 'https://api.github.com', identity: { token: TOKEN } }, parts);

    expect(() => api(name, SIGNAL)).toThrow(UserError);
  });

  it('of nobody names the variables that are missing', () => {
    const parts = { mirrors: '', machine: () => NOW, log: recordingLog(), env: {} };
    const { api } = createGitHub({ apiUrl: 'https://api.github.com', identity: undefined }, parts);

    expect(() => api('acme/shop', SIGNAL)).toThrow(
      expect.objectContaining({ code: 'no_github', fix: expect.stringContaining('GITHUB_APP_ID') }),
    );
  });
});

/** An address where nobody listens any more. */
async function closedServer(): Promise<{ readonly url: string }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return { url: `http://127.0.0.1:${port}` };
}
