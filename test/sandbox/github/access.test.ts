import { createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { APP } from '../../../src/sandbox/github/logins.ts';
import type { Right } from '../../../src/sandbox/github/rights.ts';
import { freshLoopback, KARS, type Loopback, refusalOf } from './loopback.ts';

let now = Date.UTC(2026, 2, 5);
const here = freshLoopback({ machine: () => now });

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

function octokit(auth: string | undefined): Octokit {
  return new Octokit({ baseUrl: here().github.apiUrl, log: QUIET, ...(auth !== undefined && { auth }) });
}

interface Claims {
  readonly key?: string;
  readonly iss?: number;
  readonly seconds?: number;
}

function jwt({ key = here().github.app.privateKey, iss = APP.id, seconds = 300 }: Claims = {}): string {
  const at = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss, iat: at - 30, exp: at + seconds })}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
}

const strangersKey = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;

describe('the App', () => {
  it('knows itself and its installation, and nothing else without it', async () => {
    const app = octokit(jwt());

    expect((await app.apps.getAuthenticated()).data).toMatchObject({ id: APP.id, slug: 'shipmate' });
    expect((await app.apps.getRepoInstallation(KARS)).data).toMatchObject({
      id: APP.installation,
      permissions: { contents: 'write' },
    });
    expect(await refusalOf(app.repos.get(KARS))).toMatchObject({ status: 404 });
    expect(await refusalOf(app.apps.getRepoInstallation({ owner: 'humac', repo: 'other' }))).toMatchObject({
      status: 404,
    });
  });

  it.each([
    ['by another key', () => jwt({ key: strangersKey() })],
    ['for another App', () => jwt({ iss: 1 })],
    ['that is over', () => jwt({ seconds: -1 })],
    ['that lasts too long', () => jwt({ seconds: 3600 })],
    ['in pieces', () => 'a.b.c'],
  ])('is not let in with a web token %s', async (_what, token) => {
    expect(await refusalOf(octokit(token()).apps.getAuthenticated())).toMatchObject({ status: 401 });
  });

  it('gets a token with fewer rights when it asks for fewer, and none with more', async () => {
    const app = octokit(jwt());
    const mint = (permissions: Record<string, 'read' | 'write'>) =>
      app.apps.createInstallationAccessToken({ installation_id: APP.installation, permissions });

    const { data } = await mint({ statuses: 'write', metadata: 'read' });
    const narrow = octokit(data.token);
    const sha = here().tip('develop');

    expect(data.permissions).toEqual({ statuses: 'write', metadata: 'read' });
    await narrow.repos.createCommitStatus({ ...KARS, sha, state: 'success' });
    expect(await refusalOf(narrow.pulls.list(KARS))).toMatchObject({ status: 403 });
    here().github.rights.app.administration = 'none';
    expect(await refusalOf(mint({ administration: 'write' }))).toMatchObject({ status: 422 });
  });

  it('has a token for an hour', async () => {
    const { token } = (await octokit(jwt()).apps.createInstallationAccessToken({ installation_id: APP.installation }))
      .data;
    now += 3_599_000;
    const before = await octokit(token).repos.get(KARS);
    now += 2000;

    expect(before.status).toBe(200);
    expect(await refusalOf(octokit(token).repos.get(KARS))).toMatchObject({
      status: 401,
      message: expect.stringContaining('Bad credentials'),
    });
  });

  it('loses all its tokens at once', async () => {
    const auth = createAppAuth({
      appId: APP.id,
      privateKey: here().github.app.privateKey,
      installationId: APP.installation,
      request: octokit(undefined).request,
    });
    const { token } = await auth({ type: 'installation' });

    here().github.expireTokens();

    expect(await refusalOf(octokit(token).repos.get(KARS))).toMatchObject({ status: 401 });
  });
});

describe('somebody', () => {
  it.each([
    ['with a wrong token', 'wrong', 'Bad credentials'],
    ['without one', undefined, 'Requires authentication'],
  ])('%s is not let in', async (_what, token, words) => {
    expect(await refusalOf(octokit(token).repos.get(KARS))).toEqual({
      status: 401,
      message: expect.stringContaining(words),
    });
  });

  it('is told who they are', async () => {
    expect((await here().as('rosa-kars').users.getAuthenticated()).data.login).toBe('rosa-kars');
    expect(await refusalOf(here().asApp().users.getAuthenticated())).toMatchObject({ status: 403 });
  });
});

describe('without the right', () => {
  const sha = () => here().tip('main');
  const CALLS: readonly [Right, string, (loopback: Loopback) => Promise<unknown>][] = [
    ['contents', 'a branch', ({ asApp }) => asApp().git.createRef({ ...KARS, ref: 'refs/heads/x', sha: sha() })],
    ['contents', 'a merge', ({ asApp }) => asApp().pulls.merge({ ...KARS, pull_number: 45 })],
    ['contents', 'a file', ({ asApp }) => asApp().repos.getContent({ ...KARS, path: 'README.md' })],
    ['contents', 'a merge of branches', ({ asApp }) => asApp().repos.merge({ ...KARS, base: 'main', head: 'develop' })],
    [
      'pull_requests',
      'a pull request',
      ({ asApp }) => asApp().pulls.create({ ...KARS, title: 'x', head: 'x', base: 'main' }),
    ],
    [
      'statuses',
      'a status',
      ({ asApp }) => asApp().repos.createCommitStatus({ ...KARS, sha: sha(), state: 'success' }),
    ],
    ['checks', 'the checks', ({ asApp }) => asApp().checks.listForRef({ ...KARS, ref: 'main' })],
    ['administration', 'a protection', ({ asApp }) => asApp().repos.getBranchProtection({ ...KARS, branch: 'main' })],
    [
      'administration',
      'a ruleset',
      ({ asApp }) => asApp().repos.createRepoRuleset({ ...KARS, name: 'x', enforcement: 'active' }),
    ],
  ];

  it.each(CALLS)('%s there is no %s', async (right, _what, call) => {
    const { github } = here();
    github.rights.app[right] = 'none';

    expect(await refusalOf(call(here()))).toEqual({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration'),
    });
    expect(github.effects).toEqual([]);
  });

  it('a token is told so in other words, and which right it would take', async () => {
    const { github, as } = here();
    github.rights.token.contents = 'read';

    const refused = as().git.createRef({ ...KARS, ref: 'refs/heads/x', sha: sha() });

    expect(await refusalOf(refused)).toMatchObject({ message: expect.stringContaining('personal access token') });
    await expect(refused).rejects.toMatchObject({
      response: { headers: { 'x-accepted-github-permissions': 'contents=write' } },
    });
  });
});
