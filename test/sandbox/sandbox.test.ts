import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readInstant } from '../../src/sandbox/bot-clock.ts';
import { botEnvironment } from '../../src/sandbox/bot-environment.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

const TINY = fileURLToPath(new URL('tiny-bot.ts', import.meta.url));

let folder: string;
let sandbox: Sandbox;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shipmate-sandbox-'));
  sandbox = await startSandbox({ bot: true, supervise: true, fast: true, folder, entry: TINY });
});

afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true });
});

const state = async (query = ''): Promise<Record<string, unknown>> =>
  JSON.parse(await (await fetch(`${sandbox.url}/sandbox/state${query}`)).text());

const post = (what: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${sandbox.url}/sandbox/${what}`, { method: 'POST', headers, body: JSON.stringify(body) });

describe('the bot of the sandbox', () => {
  it('finds the stand-ins in its environment, and nothing that the shell happened to have', () => {
    const line = sandbox.bot.log().find((text) => text.startsWith('hello')) ?? '';

    expect(line).toContain('SLACK_API_URL');
    expect(line).toContain('TARGET_HOSTS');
    expect(line).toContain('GITHUB_APP_PRIVATE_KEY');
    expect(line).toContain('GITHUB_WEBHOOK_SECRET');
    expect(line).not.toContain('npm_');
  });

  it('comes back when it is killed', async () => {
    const before = sandbox.bot.pid;
    await post('bot', { do: 'kill' });
    await sandbox.slack.until(() => sandbox.bot.state === 'running' && sandbox.bot.pid !== before);

    expect(sandbox.bot.starts).toBe(2);
  });

  it('has a clock that jumps, and the page with it', async () => {
    const to = sandbox.now() + 86_400_000;
    await sandbox.jump(to);

    expect(sandbox.now()).toBeGreaterThanOrEqual(to);
    expect(await state()).toMatchObject({ clock: { zone: 'America/New_York' } });
  });

  it('that never starts is told with its last words', async () => {
    const broken = await startSandbox({ fast: true, folder: join(folder, 'broken'), entry: '/nowhere/main.ts' });

    await expect(broken.startBot()).rejects.toThrow('Cannot find module');
    await broken.stop();
  });
});

describe('the bot at GitHub', () => {
  it.each([
    ['the App that is installed', {}, ['APP_ID', 'APP_PRIVATE_KEY', 'WEBHOOK_SECRET'], ['TOKEN']],
    ['a machine user', { as: 'token' as const }, ['TOKEN', 'WEBHOOK_SECRET'], ['APP_ID']],
    ['told of nothing', { webhooks: false }, ['APP_ID'], ['WEBHOOK_SECRET']],
    ['a stranger', { as: 'nobody' as const }, [], ['API_URL', 'APP_ID', 'TOKEN', 'WEBHOOK_SECRET']],
  ])('may be %s', (_case, options, has, hasNot) => {
    const { slack, github, platform } = sandbox;
    const env = botEnvironment({
      slack,
      github,
      platform,
      botPort: 1,
      databaseFile: 'x',
      options: { github: options },
    });
    const names = Object.keys(env);

    expect(names).toEqual(expect.arrayContaining(has.map((name) => `GITHUB_${name}`)));
    for (const name of hasNot) expect(names).not.toContain(`GITHUB_${name}`);
  });
});

describe('the next sandbox', () => {
  it.each([
    ['goes on with the version that was live', true, '1.5.0'],
    ['begins anew unless it was told to keep things', false, '1.4.2'],
  ])('%s', async (_case, keep, version) => {
    const own = { fast: true, folder: join(folder, String(keep)), entry: TINY };
    const first = await startSandbox(own);
    first.platform.production.deploy('1.5.0', 'k');
    await first.slack.until(() => first.platform.production.live === '1.5.0');
    await first.stop();

    const next = await startSandbox({ ...own, keep });
    expect(next.platform.production.live).toBe(version);
    await next.stop();
  });
});

describe('the page', () => {
  it.each([
    '/',
    '/style/frame.css',
    '/style/narrow.css',
    '/library.css',
    '/client/page.js',
    '/client/bar.js',
    '/client/github.js',
  ])('is served from disk: %s', async (path) => {
    const response = await fetch(`${sandbox.url}${path}`);

    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  it('is not a way to other files', async () => {
    expect((await fetch(`${sandbox.url}/client/..%2f..%2fmain.ts`)).status).toBe(404);
  });

  it('does nothing for another page in the same browser', async () => {
    const response = await post('bot', { do: 'kill' }, { origin: 'https://elsewhere.example' });

    expect(response.status).toBe(403);
  });

  it('shows what is only for one person to that person', async () => {
    const secret = { channel: 'C0RELEASES', text: 'for your eyes', onlyFor: 'U0QUINN' };
    sandbox.slack.workspace.post(secret);

    expect(JSON.stringify(await state('?user=quinn&channel=releases'))).toContain('for your eyes');
    expect(JSON.stringify(await state('?user=rosa&channel=releases'))).not.toContain('for your eyes');
  });

  it('lets people talk, and escapes what they say', async () => {
    await post('say', { user: 'dana', channel: 'C0KARSTEAM', text: '<!channel> & <b>' });

    expect(sandbox.slack.messages('kars-team').at(-1)).toMatchObject({
      user: 'U0DANA',
      text: '&lt;!channel&gt; &amp; &lt;b&gt;',
    });
  });

  it('names a command that nobody registered', async () => {
    await post('say', { user: 'dana', channel: 'C0KARSTEAM', text: '/relaese status' });

    expect(sandbox.slack.ephemeral('dana').at(-1)?.text).toContain('`/relaese` is not a valid command');
  });

  it('breaks the app and heals it', async () => {
    const health = async (): Promise<number> => (await fetch(`${sandbox.platform.production.url}/api/health`)).status;
    await post('app', { name: 'production', mood: 'broken' });
    expect(await health()).toBe(500);

    await post('app', { name: 'production', mood: 'well' });
    expect(await health()).toBe(200);
  });

  it('makes trouble and ends it', async () => {
    await post('faults', { of: 'slack', on: 'chat.*', do: 'error', times: 3 });
    expect(await state()).toMatchObject({ faults: [{ on: 'chat.*', do: 'error', times: 3 }] });

    await post('faults', { of: 'slack', clear: true });
    expect(await state()).toMatchObject({ faults: [] });
  });

  it('says what was wrong with a request', async () => {
    expect((await post('faults', { of: 'slack', do: 'explode' })).status).toBe(400);
  });
});

describe('a time to jump to', () => {
  /** Friday, 16:00 in New York. */
  const now = Date.UTC(2026, 2, 6, 21);

  it.each([
    ['15m', Date.UTC(2026, 2, 6, 21, 15)],
    ['Fri 17:00', Date.UTC(2026, 2, 6, 22)],
    ['Fri 16:00', Date.UTC(2026, 2, 13, 20)],
    ['Thu 17:00', Date.UTC(2026, 2, 12, 21)],
    ['2026-03-08T02:30', Date.UTC(2026, 2, 8, 7)],
  ])('%s is read in New York, over the change of its clocks', (text, at) => {
    expect(readInstant(text, now)).toBe(at);
  });
});
