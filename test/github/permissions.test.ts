import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { FreezeSettings, Playbook } from '../../src/core/playbook/playbook.ts';
import { createGitHub } from '../../src/github/github.ts';
import { type Need, needsOf } from '../../src/github/needs.ts';
import { lackingInApp } from '../../src/github/permissions.ts';
import { type Answers, answering, refusing } from '../support/github-api.ts';
import { json, serve } from '../support/local-server.ts';
import { recordingLog } from '../support/quiet.ts';
import { aPlannedStep, aPlaybook } from '../support/release-view.ts';

const ROLES = { admin: true, push: true };

function playbookWith(kinds: readonly string[], more: Partial<Playbook> = {}): Playbook {
  const steps = kinds.map((kind) => {
    const { at: _at, ...planned } = aPlannedStep(kind, kind);
    return { ...planned, only: [], except: [], perType: {}, steps: [] };
  });
  const phase = { title: 'Ship', owner: 'lead', standby: [], remind: [], only: [], except: [], steps };
  return aPlaybook({ repository: 'acme/shop', phases: [phase], ...more });
}

const freeze = (mode: FreezeSettings['mode']): Partial<Playbook> => ({
  freeze: { branches: ['work'], mode, exempt: { paths: [], labels: [], commits: [] } },
});
const inShort = (needs: readonly Need[]) => needs.map(({ right, level }) => `${right}: ${level}`).sort();

describe('what a playbook asks of GitHub', () => {
  it.each<[string, readonly string[], Partial<Playbook>, readonly string[]]>([
    ['nothing', ['deploy', 'sign-off', 'freeze'], freeze('announce'), []],
    ['a tag', ['tag'], {}, ['Contents: write']],
    ['a deployment', ['deployment'], {}, ['Contents: read', 'Deployments: write']],
    ['a workflow', ['workflow'], {}, ['Actions: write']],
    [
      'a freeze by a ruleset',
      ['freeze'],
      freeze('ruleset'),
      ['Administration: write', 'Commit statuses: write', 'Pull requests: read'],
    ],
    ['a freeze by statuses', ['freeze'], freeze('status'), ['Commit statuses: write', 'Pull requests: read']],
    ['a merge', ['pull-request', 'merge'], {}, ['Contents: write', 'Pull requests: write']],
  ])('is for %s', (_what, kinds, more, rights) => {
    expect(inShort(needsOf(playbookWith(kinds, more)))).toEqual(rights);
  });

  it('is for its alerts what each of their sources wants', () => {
    const alerts = { name: 'alerts', kind: 'alerts', title: '', settings: { value: ['dependabot'] }, optional: false };

    expect(inShort(needsOf(playbookWith([], { checks: { alerts } })))).toEqual(['Dependabot alerts: read']);
  });
});

describe('an App', () => {
  const needs = needsOf(playbookWith(['freeze', 'tag'], freeze('ruleset')));

  it('that has everything lacks nothing', () => {
    const granted = { administration: 'write', contents: 'write', statuses: 'write', pull_requests: 'read' };

    expect(lackingInApp(needs, granted, 'acme/shop')).toEqual([]);
  });

  it('is told exactly what it lacks, and what for', () => {
    const granted = { contents: 'read', statuses: 'write', pull_requests: 'write' };

    expect(lackingInApp(needs, granted, 'acme/shop')).toEqual([
      expect.stringContaining('lacks `Administration: write` in `acme/shop`, which freeze needs'),
      expect.stringContaining('lacks `Contents: write` in `acme/shop`, which tag needs'),
    ]);
  });
});

describe('a token', () => {
  const NEEDING = playbookWith(['tag', 'freeze'], freeze('ruleset'));
  const READABLE = { 'GET /commits': [], 'GET /pulls': [], 'GET /commits/HEAD/status': {} };

  async function examine(answers: Answers, scopes?: string, playbook = NEEDING) {
    await using server = await serve((request, response) => {
      if (scopes !== undefined) response.setHeader('x-oauth-scopes', scopes);
      answering({ ...READABLE, ...answers })(request, response);
    });
    const parts = { mirrors: '', machine: () => 0, log: recordingLog(), env: {}, isHasty: true };
    const github = createGitHub({ apiUrl: server.url, identity: { token: 'ghp_1' } }, parts);
    return await github.doctor(AbortSignal.timeout(60_000)).examine(playbook);
  }

  it('with the scope `repo` of an administrator lacks nothing', async () => {
    const found = await examine({ 'GET /': { permissions: ROLES } }, 'repo, workflow');

    expect(found).toEqual({ problems: [], notes: [] });
  });

  it('without that scope is told so', async () => {
    const { problems } = await examine({ 'GET /': { permissions: ROLES } }, 'read:org');

    expect(problems).toEqual([expect.stringContaining('lacks the scope `repo`')]);
  });

  it('that is fine-grained can not be seen through, and that is said', async () => {
    const { problems, notes } = await examine({ 'GET /': { permissions: ROLES } });

    expect(problems).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('`Administration: write`')]);
  });

  it('of somebody who is no administrator closes no branch', async () => {
    const { problems } = await examine({ 'GET /': { permissions: { admin: false, push: true } } }, 'repo');

    expect(problems).toEqual([expect.stringContaining('lacks `Administration: write`, which freeze needs')]);
  });

  it('that may not read deployments is told so', async () => {
    const refused = refusing(403, 'Resource not accessible by personal access token');
    const roles = { 'GET /': { permissions: ROLES }, 'GET /deployments': refused };
    const { problems } = await examine(roles, 'repo', playbookWith(['deployment']));

    expect(problems).toEqual([expect.stringMatching(/`Deployments: read`, which deployment needs.*not accessible/)]);
  });

  it('that may not read what it should is told GitHub’s own words', async () => {
    const refused = refusing(403, 'Resource not accessible by personal access token');
    const { problems } = await examine({ 'GET /': { permissions: ROLES }, 'GET /pulls': refused }, 'repo');

    expect(problems).toEqual([expect.stringMatching(/`Pull requests: read`.*not accessible by personal access token/)]);
  });

  it('of a repository that it does not see is no good news', async () => {
    const { problems } = await examine({ 'GET /': refusing(404, 'Not Found') }, 'repo');

    expect(problems).toEqual([expect.stringContaining('Not Found')]);
  });
});

describe('no login at all', () => {
  const settings = { apiUrl: 'http://127.0.0.1:1', identity: undefined };
  const parts = { mirrors: '', machine: () => 0, log: recordingLog(), env: {} };
  const examine = (playbook: Playbook) =>
    createGitHub(settings, parts).doctor(AbortSignal.timeout(1)).examine(playbook);

  it('is enough for a playbook that asks nothing of GitHub', async () => {
    expect(await examine(playbookWith(['deploy'], freeze('announce')))).toEqual({ problems: [], notes: [] });
  });

  it('is named with what needs one', async () => {
    expect((await examine(playbookWith(['tag']))).problems).toEqual([
      expect.stringMatching(/kars-weekly: nothing connects to GitHub, which tag needs: set `GITHUB_APP_ID`/),
    ]);
  });
});

it('the permissions of an App are asked of its installation', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await using server = await serve((_request, response) =>
    json(response, { id: 5, permissions: { contents: 'read', metadata: 'read' } }),
  );
  const identity = { appId: 7, privateKey: String(privateKey.export({ type: 'pkcs1', format: 'pem' })) };
  const parts = { mirrors: '', machine: () => 0, log: recordingLog(), env: {}, isHasty: true };
  const doctor = createGitHub({ apiUrl: server.url, identity }, parts).doctor(AbortSignal.timeout(60_000));

  expect(await doctor.examine(playbookWith(['tag']))).toEqual({
    problems: [expect.stringContaining('lacks `Contents: write`')],
    notes: [],
  });
  expect(server.seen.map(({ path }) => path)).toEqual(['/repos/acme/shop/installation']);
});
