import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createGitHub } from '../../src/github/github.ts';
import { json, serve } from '../support/local-server.ts';
import { recordingLog } from '../support/quiet.ts';

const STATUS = 'POST /repos/{owner}/{repo}/statuses/{sha}';

describe('a GitHub with limits', () => {
  it('gets statuses one after the other, and they hold up no freeze, no merge and no question', async () => {
    await using server = await serve((_request, response) => json(response, {}, 201));
    const parts = { mirrors: '', machine: Date.now, log: recordingLog(), env: {} };
    const { api } = createGitHub({ apiUrl: server.url, identity: { token: 'ghp_not-a-real-one' } }, parts);
    const sweep = new AbortController();
    const telling = ['a1', 'b2', 'c3', 'd4', 'e5'].map((sha) =>
      api('acme/shop', sweep.signal)
        .tell(STATUS, { sha }, z.unknown())
        .catch(() => sha),
    );
    const meanwhile = api('acme/shop', AbortSignal.timeout(60_000));

    await meanwhile.write('PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}', { ruleset_id: 1 }, z.unknown());
    await meanwhile.read('GET /repos/{owner}/{repo}', {}, z.unknown());
    sweep.abort();

    expect((await Promise.all(telling)).filter((sha) => sha === 'd4' || sha === 'e5')).toEqual(['d4', 'e5']);
    expect(server.seen.filter(({ path }) => path.includes('/statuses/')).length).toBeLessThan(4);
  });

  it('is told who is calling, and in which version of its API', async () => {
    await using server = await serve((_request, response) => json(response, {}));
    const parts = { mirrors: '', machine: Date.now, log: recordingLog(), env: {} };
    const { api } = createGitHub({ apiUrl: `${server.url}/`, identity: { token: 'ghp_not-a-real-one' } }, parts);

    await api('acme/shop', AbortSignal.timeout(60_000)).read('GET /repos/{owner}/{repo}', {}, z.unknown());

    expect(server.seen[0]).toMatchObject({
      path: '/repos/acme/shop',
      headers: {
        'user-agent': expect.stringMatching(/^shipmate /),
        'x-github-api-version': '2022-11-28',
        authorization: 'token ghp_not-a-real-one',
      },
    });
  });
});
