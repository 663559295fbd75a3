import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RepositoryNews } from '../../src/core/repository/news.ts';
import { createWebhookRoute } from '../../src/github/webhooks.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { type RecordingLog, recordingLog } from '../support/quiet.ts';

const SECRET = 'it is a secret to everybody';
const REPOSITORY = { repository: { full_name: 'humac/kars' } };

let server: HttpServer;
let url: string;
let news: RepositoryNews[];
let hear: (news: RepositoryNews) => void;
let log: RecordingLog;

beforeEach(async () => {
  news = [];
  hear = (each) => void news.push(each);
  log = recordingLog();
  const route = createWebhookRoute({ secret: SECRET, heard: (each) => hear(each), log });
  server = createHttpServer({ host: '127.0.0.1', port: 0, routes: [route], rest: undefined });
  url = `http://127.0.0.1:${await server.start()}/github/webhooks`;
});
afterEach(() => server.stop());

const signed = (body: string, secret = SECRET): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

interface Delivery {
  readonly event?: string;
  readonly body: object | string;
  readonly signature?: string;
}

async function deliver({ event = 'push', body, signature }: Delivery): Promise<{ status: number; text: string }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'x-github-event': event,
      'x-github-delivery': '72d3162e',
      'x-hub-signature-256': signature ?? signed(text),
      'content-type': 'application/json',
    },
    body: text,
  });
  return { status: response.status, text: await response.text() };
}

describe('what GitHub signed', () => {
  it('is heard, with the repository, the delivery and what it is about', async () => {
    const { status } = await deliver({ body: { ref: 'refs/heads/kars-dev', ...REPOSITORY } });

    expect(status).toBe(202);
    expect(news).toEqual([
      { repository: 'humac/kars', delivery: '72d3162e', event: 'push', branches: ['kars-dev'], pulls: [] },
    ]);
  });

  it.each<[string, string, object, readonly string[], readonly number[]]>([
    ['a pushed tag', 'push', { ref: 'refs/tags/v1.2.0' }, [], []],
    ['a new branch', 'create', { ref: 'hotfix/x', ref_type: 'branch' }, ['hotfix/x'], []],
    ['a tag that went away', 'delete', { ref: 'v1.2.0', ref_type: 'tag' }, [], []],
    ['a pull request', 'pull_request', { pull_request: { number: 7, base: { ref: 'main' } } }, ['main'], [7]],
    [
      'a pull request that goes elsewhere now',
      'pull_request',
      { pull_request: { number: 7, base: { ref: 'main' } }, changes: { base: { ref: { from: 'kars-dev' } } } },
      ['main', 'kars-dev'],
      [7],
    ],
    [
      'a group of the merge queue',
      'merge_group',
      { merge_group: { base_ref: 'refs/heads/main', head_ref: 'refs/heads/gh-readonly-queue/main/pr-104-79fd' } },
      ['main'],
      [104],
    ],
    [
      'a status',
      'status',
      { sha: 'f00', branches: [{ name: 'main' }, { name: 'kars-dev' }] },
      ['main', 'kars-dev'],
      [],
    ],
    ['CI', 'check_suite', { check_suite: { head_branch: 'main', pull_requests: [{ number: 7 }] } }, ['main'], [7]],
    ['CI of a fork', 'check_suite', { check_suite: { head_branch: null, pull_requests: [] } }, [], []],
    ['a workflow', 'workflow_run', { workflow_run: { head_branch: 'v1.2.0', pull_requests: [] } }, ['v1.2.0'], []],
    ['a changed ruleset', 'repository_ruleset', { repository_ruleset: { id: 4 } }, [], []],
    ['a shape of tomorrow', 'pull_request', { pull_request: 'seven', number: 7 }, [], []],
  ])('tells of %s', async (_what, event, body, branches, pulls) => {
    await deliver({ event, body: { ...body, ...REPOSITORY } });

    expect(news).toMatchObject([{ event, branches, pulls }]);
  });

  it('is heard when it was written by people who use every letter', async () => {
    await deliver({ body: { ref: 'refs/heads/příliš-žluťoučký-🐎', ...REPOSITORY } });

    expect(news).toMatchObject([{ branches: ['příliš-žluťoučký-🐎'] }]);
  });

  it('is heard when it is large, and not when it is too large', async () => {
    const commits = { commits: ['ž'.repeat(2_000_000)], ...REPOSITORY };
    const [large, tooLarge] = [await deliver({ body: commits }), await deliver({ body: 'x'.repeat(6_000_000) })];

    expect([large.status, tooLarge.status]).toEqual([202, 413]);
    expect(news).toHaveLength(1);
  });

  it('is taken and forgotten when it is about no repository', async () => {
    expect(await deliver({ event: 'installation', body: { action: 'created' } })).toMatchObject({ status: 202 });
    expect(news).toEqual([]);
  });

  it('in another form than JSON is refused with what to change', async () => {
    const answer = await deliver({ body: `payload=${encodeURIComponent(JSON.stringify(REPOSITORY))}` });

    expect(answer).toEqual({ status: 400, text: expect.stringContaining('application/json') });
  });

  it('is acknowledged even when whoever hears it breaks', async () => {
    hear = () => {
      throw new Error('the store is closed');
    };

    expect(await deliver({ body: REPOSITORY })).toMatchObject({ status: 202 });
    expect(log.lines).toMatchObject([{ level: 'error', details: { error: 'the store is closed' } }]);
  });
});

describe('what GitHub did not sign', () => {
  const body = JSON.stringify({ ref: 'refs/heads/main', ...REPOSITORY });

  it.each([
    ['with another secret', signed(body, 'guess')],
    ['for another body', signed(`${body} `)],
    ['with half a signature', signed(body).slice(0, 30)],
    ['by an older rule', `sha1=${createHmac('sha1', SECRET).update(body).digest('hex')}`],
    ['with nothing', ''],
  ])('is refused and not heard: signed %s', async (_how, signature) => {
    const answer = await deliver({ body, signature });

    expect(answer).toEqual({ status: 401, text: expect.stringContaining('GITHUB_WEBHOOK_SECRET') });
    expect(news).toEqual([]);
  });

  it('is refused and not heard: no signature at all, no body at all', async () => {
    const bare = await fetch(url, { method: 'POST', body });
    const empty = await fetch(url, { method: 'POST', headers: { 'x-hub-signature-256': signed('') } });

    expect([bare.status, empty.status]).toEqual([401, 401]);
    expect(news).toEqual([]);
  });
});
