import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createPlatform, type Platform } from '../../../src/sandbox/platform/platform.ts';

const Json = z.record(z.string(), z.unknown());

let platform: Platform;
let seen: (() => void)[];

beforeEach(async () => {
  seen = [];
  platform = await createPlatform({
    buildMs: 1,
    onChange: () => {
      for (const look of seen) look();
    },
  });
});

afterEach(() => platform.stop());

interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function ask(path: string, body?: object, token = platform.token): Promise<Reply> {
  const response = await fetch(`${platform.url}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: Json.parse(await response.json()) };
}

const deploy = (version: string, key = version): Promise<Reply> => ask('/production/deploys', { version, key });
const version = async (): Promise<unknown> => (await fetch(`${platform.production.url}/api/version`)).json();

/** Resolves when every deploy has come to its end. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (platform.production.deploys.every(({ state }) => state !== 'building')) resolve();
    };
    seen.push(look);
    look();
  });
}

describe('a deploy', () => {
  it('brings a new process with the new version behind the same address', async () => {
    const before = platform.production.pid;
    const { status, body } = await deploy('1.5.0');
    await settled();

    expect(status).toBe(201);
    expect((await ask(`/production/deploys/${body.id}`)).body).toMatchObject({ version: '1.5.0', state: 'live' });
    expect(await version()).toEqual({ version: '1.5.0', place: 'production' });
    expect(platform.production.pid).not.toBe(before);
    expect(platform.staging.live).toBe('1.4.2');
  });

  it('asked for twice under one key happens once', async () => {
    const first = await deploy('1.5.0');
    const second = await deploy('1.5.0');
    await settled();

    expect(second).toEqual({ status: 200, body: first.body });
    expect(platform.effects).toMatchObject([{ kind: 'deploy', env: 'production', version: '1.5.0', key: '1.5.0' }]);
  });

  it('asked for twice happens twice where keys are ignored', async () => {
    platform.manners.ignoresKeys = true;
    await deploy('1.5.0');
    await deploy('1.5.0');
    await settled();

    expect(platform.effects).toHaveLength(2);
  });

  it('that fails leaves what is live alone', async () => {
    platform.production.failBuilds(1);
    const { body } = await deploy('1.5.0');
    await settled();

    expect((await ask(`/production/deploys/${body.id}`)).body).toMatchObject({ state: 'failed' });
    expect(platform.production.live).toBe('1.4.2');
  });

  it('that is overtaken does not go live any more', async () => {
    platform.production.deploy('1.5.0', 'a');
    platform.production.deploy('1.5.1', 'b');
    await settled();

    expect(platform.production.live).toBe('1.5.1');
    expect(platform.production.deploys.map(({ state }) => state)).toEqual(['live', 'failed']);
  });

  it('whose answer was lost is found by its key', async () => {
    platform.faults.add({ on: 'deploy', do: 'lose-answer' });

    await expect(deploy('1.5.0', 'kars-17/1')).rejects.toThrow();
    expect((await ask('/production/deploys?key=kars-17/1')).body).toMatchObject({ deploys: [{ version: '1.5.0' }] });
    await settled();
  });

  it('may be listed late', async () => {
    platform.manners.listLagMs = 60_000;
    await deploy('1.5.0');

    expect((await ask('/production/deploys?key=1.5.0')).body).toEqual({ deploys: [] });
    await settled();
  });

  it.each([
    ['a wrong token', '/production/deploys', { version: '1.5.0', key: 'k' }, 'wrong', 401],
    ['an unknown environment', '/moon/deploys', { version: '1.5.0', key: 'k' }, undefined, 404],
    ['no version', '/production/deploys', { key: 'k' }, undefined, 400],
    ['what is no version', '/production/deploys', { version: '../etc', key: 'k' }, undefined, 400],
    ['an unknown deploy', '/production/deploys/d-1', undefined, undefined, 404],
  ])('is refused for %s', async (_case, path, body, token, status) => {
    expect((await ask(path, body, token)).status).toBe(status);
    expect(platform.effects).toEqual([]);
  });

  it('refuses one key for two versions', async () => {
    await deploy('1.5.0', 'k');

    expect((await deploy('1.5.1', 'k')).status).toBe(409);
    await settled();
  });
});

describe('a stop', () => {
  it('ends the process; nothing answers until the next deploy', async () => {
    await ask('/production/stop', { key: 's' });

    expect((await fetch(`${platform.production.url}/api/health`)).status).toBe(503);
    await deploy('1.4.2');
    await settled();
    expect((await fetch(`${platform.production.url}/api/health`)).status).toBe(200);
  });
});

describe('the app', () => {
  const health = async (): Promise<number> => (await fetch(`${platform.production.url}/api/health`)).status;

  it('can be broken and healed, and another version is well', async () => {
    await platform.production.setMood('broken');
    expect(await health()).toBe(500);
    expect(await version()).toMatchObject({ version: '1.4.2' });

    await deploy('1.4.1');
    await settled();
    expect(await health()).toBe(200);

    await deploy('1.4.2');
    await settled();
    expect(await health()).toBe(500);
    await platform.production.setMood('well');
    expect(await health()).toBe(200);
  });

  it('lets those who log in keep assets', async () => {
    const at = (path: string): string => `${platform.production.url}${path}`;
    const login = (password: string): RequestInit => ({
      method: 'POST',
      body: JSON.stringify({ email: 'smoke@kars.example', password }),
    });
    const { token } = (await (await fetch(at('/api/auth/login'), login(platform.token))).json()) as { token: string };
    const headers = { authorization: `Bearer ${token}` };
    const made = await fetch(at('/api/assets'), { method: 'POST', headers, body: JSON.stringify({ name: 'Printer' }) });
    const { id } = (await made.json()) as { id: number };

    expect((await fetch(at('/api/auth/login'), login('guessed'))).status).toBe(401);
    expect(made.status).toBe(201);
    expect((await fetch(at('/api/assets'))).status).toBe(401);
    expect(await (await fetch(at(`/api/assets/${id}`), { headers })).json()).toMatchObject({ name: 'Printer' });
    expect((await fetch(at(`/api/assets/${id}`), { method: 'DELETE', headers })).status).toBe(200);
    expect((await fetch(at('/api/users'), { headers })).status).toBe(200);
  });

  it('hides its controls from everybody outside', async () => {
    const response = await fetch(`${platform.production.url}/control/mood`, { method: 'POST', body: 'broken' });

    expect(response.status).toBe(404);
    expect(await health()).toBe(200);
  });
});
