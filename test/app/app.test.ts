import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { openBeside } from '../../src/store/open.ts';
import { createStore } from '../../src/store/store.ts';
import { until } from '../support/until.ts';

const source = (file: string): string => fileURLToPath(new URL(`../../src/${file}`, import.meta.url));

/** Deploys as soon as the schedule opens it, then waits for Rosa. */
const PLAYBOOK = `playbook: quick
title: Quick
timezone: America/New_York
repository: humac/quick
owner: lead
branches: { work: develop, production: main }
roles: { lead: { people: [rosa@kars.example] } }
channels: { main: { slack: releases } }
types: { weekly: { opens: Thu 17:00, bump: minor } }
targets:
  staging: { http: https://deploy.kars.jvhlabs.com/staging, url: https://staging.kars.jvhlabs.com, health: /api/health, bearer: $KARS_TOKEN }
phases:
  - phase: All
    steps:
      - deploy: staging
      - manual: Look
`;

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

async function ended(child: ChildProcess): Promise<Ended> {
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (out += chunk));
  const [code] = await once(child, 'close');
  return { code, out };
}

const run = (args: readonly string[], env: Record<string, string>): Promise<Ended> =>
  ended(spawn(process.execPath, args, { env: { PATH: process.env.PATH ?? '', ...env } }));

const shipmate = (...args: string[]): Promise<Ended> =>
  run([source('launch.mjs'), 'cli', ...args], { DATABASE_URL: sandbox.databaseFile });

let folder: string;
let sandbox: Sandbox;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shipmate-app-'));
  const playbooks = join(folder, 'playbooks');
  mkdirSync(playbooks);
  writeFileSync(join(playbooks, 'quick.yml'), PLAYBOOK);
  writeFileSync(join(playbooks, 'broken.yml'), 'playbook: broken\n');
  sandbox = await startSandbox({ bot: true, fast: true, folder, playbooks });
});

afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function withStore<T>(work: (store: ReturnType<typeof createStore>) => Promise<T>): Promise<T> {
  const database = await openBeside(sandbox.databaseFile);
  try {
    return await work(createStore(database.db));
  } finally {
    await database.close();
  }
}

const stepsOf = (id: string): Promise<readonly string[]> =>
  withStore(async (store) => ((await store.read(id))?.steps ?? []).map((step) => `${step.id} ${step.status}`));

describe('Shipmate', () => {
  it('is alive at once, and ready when Slack has answered', async () => {
    expect((await fetch(`${sandbox.botUrl}/healthz`)).status).toBe(200);
    await until('it is ready', async () => (await fetch(`${sandbox.botUrl}/readyz`)).status === 200);
  });

  it('told to end in the middle of a deploy ends well, and goes on from there when it is started again', async () => {
    sandbox.platform.faults.add({ on: 'deploy', do: 'delay', ms: 1_500 });
    const next = await withStore(async (store) => (await store.schedules())[0]?.nextAt ?? 0);
    const jumping = sandbox.jump(next).catch(() => {});
    await until('the deploy is under way', async () =>
      withStore(async (store) => ((await store.read('quick-1'))?.intents.length ?? 0) > 0),
    );
    await sandbox.killBot('SIGTERM');
    await jumping;
    expect(sandbox.bot.log().at(-1)).toContain('"message":"stopping","signal":"SIGTERM"');

    await sandbox.startBot();
    await until('it waits for Rosa', async () => (await stepsOf('quick-1')).includes('manual-look waiting'));
    expect(sandbox.platform.effects.map(({ kind, version }) => `${kind} ${version}`)).toEqual(['deploy 0.1.0']);
  });

  it('keeps its business time over a restart', async () => {
    const before = sandbox.now();
    await sandbox.killBot('SIGKILL');
    await sandbox.startBot();
    const response = await fetch(`${sandbox.botUrl}/sandbox/clock`);
    const { now } = (await response.json()) as { now: number };
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now - Date.now()).toBeGreaterThan(0);
  });

  it('takes orders from the command line while it runs, from those who may', async () => {
    const refused = await shipmate('hold', 'quick-1', 'Slack', 'is', 'down', '--as', 'nobody@kars.example');
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining("you don't have the role") });
    const held = await shipmate('hold', 'quick-1', 'Slack', 'is', 'down', '--as', 'rosa@kars.example');
    expect(held).toMatchObject({ code: 0, out: expect.stringContaining('quick-1 is on hold') });
    expect(await shipmate('status')).toMatchObject({ code: 0, out: expect.stringContaining('Slack is down') });
    expect(await shipmate('verify')).toMatchObject({ code: 0 });
  });

  it('tells no token in its log, whatever happened', () => {
    const log = sandbox.bot.log().join('\n');
    for (const token of [sandbox.slack.tokens.bot, sandbox.slack.tokens.app, sandbox.platform.token])
      expect(log).not.toContain(token);
  });
});

describe('a bad environment', () => {
  it('ends the process with everything that is wrong with it', async () => {
    const { code, out } = await run([source('main.ts')], { PORT: 'a lot', HEARTBEAT_URL: 'here' });
    expect(code).toBe(1);
    for (const name of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'PORT', 'HEARTBEAT_URL']) expect(out).toContain(name);
    expect(out).not.toContain('    at ');
  });

  it('ends the process when the database can not be used, with what to do', async () => {
    const file = join(folder, 'letter.sqlite');
    writeFileSync(file, 'this is a letter to my aunt '.repeat(100));
    const env = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', DATABASE_URL: file };
    expect(await run([source('main.ts')], env)).toMatchObject({
      code: 1,
      out: expect.stringContaining('not a database'),
    });
  });
});
