import { describe, expect, it } from '@jest/globals';
import { DidNotHappen, TransientError } from '../../src/core/errors.ts';
import type { Deployer } from '../../src/providers/_provider.ts';
import http from '../../src/providers/http.ts';
import { type Answerer, json, type SeenRequest, serve } from '../support/local-server.ts';
import { aProviderContext } from '../support/provider-context.ts';

const signal = new AbortController().signal;
const REQUEST = { version: '1.5.0', key: 'web-7/deploy/1', signal };

async function withPlatform<T>(
  answer: Answerer,
  work: (deployer: Deployer) => Promise<T>,
): Promise<{ result: T; seen: readonly SeenRequest[] }> {
  await using server = await serve(answer);
  const settings = http.settings.parse({ value: `${server.url}/production/` });
  const deployer = http.connect?.(settings, aProviderContext({ bearer: '$TOKEN' }));
  if (!deployer) throw new Error('the provider connects to nothing');
  return { result: await work(deployer), seen: server.seen };
}

describe('starting', () => {
  it('posts version and key once, with the token, and keeps the id', async () => {
    const { result, seen } = await withPlatform(
      (_request, response) => json(response, { id: 'd-7', state: 'building' }, 201),
      (deployer) => deployer.start(REQUEST),
    );

    expect(result).toEqual({ deployId: 'd-7' });
    expect(seen).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: '/production/deploys',
        body: '{"version":"1.5.0","key":"web-7/deploy/1"}',
        headers: expect.objectContaining({ authorization: 'Bearer the-TOKEN', 'idempotency-key': 'web-7/deploy/1' }),
      }),
    ]);
  });

  it.each([[400], [401], [404], [422], [429]])('that is refused with %d certainly did not happen', async (status) => {
    const { result } = await withPlatform(
      (_request, response) => json(response, { error: 'hunter2 is wrong' }, status),
      (deployer) => deployer.start(REQUEST).catch((error: unknown) => error),
    );

    expect(result).toBeInstanceOf(DidNotHappen);
    expect(String(result)).toContain(`answered ${status}: {"error":"[secret] is wrong"}`);
  });

  it.each<[string, Answerer]>([
    ['answered with 500', (_request, response) => json(response, {}, 500)],
    ['answered with 409', (_request, response) => json(response, {}, 409)],
    ['sent on to somewhere else', (_request, response) => response.writeHead(302, { location: '/else' }).end()],
    ['cut off', (_request, response) => response.destroy()],
    ['answered without an id', (_request, response) => json(response, {}, 201)],
  ])('that is %s may have happened, and is sent once', async (_how, answer) => {
    const { result, seen } = await withPlatform(answer, (deployer) =>
      deployer.start(REQUEST).catch((error: unknown) => error),
    );

    expect(result).not.toBeInstanceOf(DidNotHappen);
    expect(result).toHaveProperty('message');
    expect(seen).toHaveLength(1);
  });

  it('certainly did not happen when nobody listens', async () => {
    const closed = await serve(() => undefined);
    await closed[Symbol.asyncDispose]();
    const deployer = http.connect?.(http.settings.parse({ value: closed.url }), aProviderContext());

    await expect(deployer?.start(REQUEST)).rejects.toBeInstanceOf(DidNotHappen);
  });
});

describe('looking', () => {
  it.each([
    ['what happened', { deploys: [{ id: 'd-7' }] }, { happened: { deployId: 'd-7' } }],
    ['what did not', { deploys: [] }, { didNot: true }],
  ])('finds %s by its key', async (_what, body, found) => {
    const { result, seen } = await withPlatform(
      (_request, response) => json(response, body),
      (deployer) => deployer.look('web-7/a b', signal),
    );

    expect(result).toEqual(found);
    expect(seen[0]?.path).toBe('/production/deploys?key=web-7%2Fa%20b');
  });

  it('is tried again when there is no answer, and never takes that for a no', async () => {
    const { result } = await withPlatform(
      (_request, response) => json(response, {}, 503),
      (deployer) => deployer.look('k', signal).catch((error: unknown) => error),
    );

    expect(result).toBeInstanceOf(TransientError);
  });
});

describe('observing', () => {
  it.each([['building'], ['live'], ['failed']] as const)('tells that it is %s', async (state) => {
    const { result, seen } = await withPlatform(
      (_request, response) => json(response, { id: 'd/7', version: '1.5.0', state, note: 'with hunter2' }),
      (deployer) => deployer.observe('d/7', signal),
    );

    expect(result).toEqual({ phase: state, note: 'with [secret]' });
    expect(seen[0]?.path).toBe('/production/deploys/d%2F7');
  });

  it('is tried again when the platform is away', async () => {
    const { result } = await withPlatform(
      (_request, response) => response.destroy(),
      (deployer) => deployer.observe('d-7', signal).catch((error: unknown) => error),
    );

    expect(result).toBeInstanceOf(TransientError);
  });
});

describe('stopping', () => {
  it('posts the key', async () => {
    const { seen } = await withPlatform(
      (_request, response) => json(response, {}),
      (deployer) => deployer.stop?.('k', signal) ?? Promise.reject(new Error('can not stop')),
    );

    expect(seen[0]).toMatchObject({ method: 'POST', path: '/production/stop', body: '{"key":"k"}' });
  });

  it.each([
    [403, true],
    [500, false],
  ])('that is answered with %d certainly did not happen: %j', async (status, certain) => {
    const { result } = await withPlatform(
      (_request, response) => json(response, {}, status),
      (deployer) => (deployer.stop?.('k', signal) ?? Promise.resolve()).catch((error: unknown) => error),
    );

    expect(result instanceof DidNotHappen).toBe(certain);
  });
});

it.each([['deploy.example'], ['ftp://deploy.example'], ['']])('refuses the address "%s"', (value) => {
  expect(http.settings.safeParse({ value }).success).toBe(false);
});
