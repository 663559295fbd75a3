import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhooks } from '@octokit/webhooks';
import { close, listen, readBody } from '../../../src/sandbox/http.ts';
import { freshLoopback, KARS } from './loopback.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const here = freshLoopback();
const SECRET = 'between us';

let server: Server;
let received: Received[];

beforeEach(async () => {
  received = [];
  server = createServer((request, response) => {
    void readBody(request).then((body) => {
      received.push({ headers: request.headers, body });
      response.writeHead(202).end();
    });
  });
  const port = await listen(server, 0);
  here().github.webhooks.pointTo({ url: `http://127.0.0.1:${port}/github`, secret: SECRET });
});

afterEach(() => close(server));

const told = () =>
  received.map(({ headers, body }) => [headers['x-github-event'], JSON.parse(body).action].filter(Boolean).join(' '));

/** Everything but what CI says by the way. */
const news = () => told().filter((event) => !/^(check_run|workflow_run)/.test(event));

describe('a webhook', () => {
  it('is signed, and says where it happened and who did it', async () => {
    await here().github.as('dana-kars').label(45, 'urgent');
    await here().github.settled();
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    const verify = (text: string) =>
      new Webhooks({ secret: SECRET }).verify(text, String(headers['x-hub-signature-256']));

    expect(await verify(body)).toBe(true);
    expect(await verify(body.replace('urgent', 'harmless'))).toBe(false);
    expect(headers['x-github-delivery']).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.parse(body)).toMatchObject({
      action: 'labeled',
      pull_request: { number: 45, base: { ref: 'develop' } },
      repository: { full_name: 'humac/kars' },
      sender: { login: 'dana-kars' },
    });
  });

  it('tells the life of a pull request in its order', async () => {
    const { github, asApp } = here();
    const dana = github.as('dana-kars');
    await dana.push({ branch: 'feat/x', from: 'develop', files: { a: 'a' } });
    await dana.open({ title: 'x', head: 'feat/x', base: 'develop', draft: true });
    await dana.draft(47, false);
    await dana.push({ branch: 'feat/x', files: { a: 'b' } });
    await github.as('lee-kars').review(47, 'approve');
    await dana.retarget(47, 'main');
    await dana.retarget(47, 'develop');
    await dana.close(47);
    await dana.reopen(47);
    await asApp().pulls.merge({ ...KARS, pull_number: 47 });
    await github.settled();

    expect(news()).toEqual([
      'create',
      'push',
      'pull_request opened',
      'pull_request ready_for_review',
      'push',
      'pull_request synchronize',
      'pull_request_review submitted',
      'pull_request edited',
      'pull_request edited',
      'pull_request closed',
      'pull_request reopened',
      'push',
      'pull_request closed',
    ]);
  });

  it('tells of rules, statuses, tags and groups that wait', async () => {
    const { github, asApp, tip } = here();
    await asApp().repos.createRepoRuleset({
      ...KARS,
      name: 'Queue',
      enforcement: 'active',
      conditions: { ref_name: { include: ['refs/heads/develop'], exclude: [] } },
      rules: [{ type: 'merge_queue' }],
    });
    await asApp().repos.createCommitStatus({ ...KARS, sha: tip('main'), state: 'success', context: 'a' });
    await github.as('rosa-kars').tag('v9', 'main');
    await github.as('lee-kars').enqueue(45);
    await github.settled();

    expect(news()).toEqual(
      expect.arrayContaining(['repository_ruleset created', 'status', 'create', 'merge_group checks_requested']),
    );
  });

  it.each([
    ['drop', ['pull_request reopened']],
    ['duplicate', ['pull_request closed', 'pull_request closed', 'pull_request reopened']],
  ] as const)('may meet the fault %s', async (fault, expected) => {
    const { github } = here();
    github.faults.add({ on: 'webhook', do: fault });

    await github.as('dana-kars').close(45);
    await github.as('dana-kars').reopen(45);
    await github.settled();

    expect(told()).toEqual(expected);
  });

  it('may be overtaken by others', async () => {
    const { github } = here();
    github.faults.add({ on: 'webhook', do: 'delay', ms: 50 });

    await github.as('dana-kars').close(45);
    await github.as('dana-kars').reopen(45);
    await github.settled();
    while (received.length < 2) await new Promise((resolve) => server.once('request', () => setImmediate(resolve)));

    expect(told()).toEqual(['pull_request reopened', 'pull_request closed']);
  });

  it('that nobody takes is not sent again', async () => {
    const { github } = here();
    await close(server);

    await github.as('dana-kars').close(45);
    await github.settled();

    expect(github.webhooks.deliveries).toMatchObject([{ event: 'pull_request', action: 'closed', status: null }]);
  });
});
