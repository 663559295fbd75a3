import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';

const TINY = fileURLToPath(new URL('../tiny-bot.ts', import.meta.url));

const Shelf = z.array(z.object({ key: z.string(), html: z.string() }));
const Seen = z.object({
  code: z.object({ repository: z.string(), openPulls: z.number() }),
  faults: z.array(z.object({ of: z.string(), on: z.string(), do: z.string() })),
  github: z.object({ login: z.string(), branches: z.array(z.string()), shelves: z.record(z.string(), Shelf) }),
});

const Told = z.object({ done: z.string().optional(), problem: z.string().optional() });

let folder: string;
let sandbox: Sandbox;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shipmate-page-'));
  sandbox = await startSandbox({ fast: true, folder, entry: TINY });
});

afterEach(() => sandbox.github.faults.clear());

afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true });
});

async function see(user = 'dana'): Promise<z.output<typeof Seen>> {
  const response = await fetch(`${sandbox.url}/sandbox/state?view=github&user=${user}`);
  return Seen.parse(await response.json());
}

/** What a person reads there, without markup. */
async function read(shelf: string, key: string, user = 'dana'): Promise<string> {
  const { github } = await see(user);
  const found = github.shelves[shelf]?.find((drawn) => drawn.key === key)?.html ?? '';
  const text = found
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'");
  return text.replace(/\s+/g, ' ');
}

async function doAs(user: string, what: string, body: object): Promise<z.output<typeof Told>> {
  const asked = JSON.stringify({ user, ...body });
  const response = await fetch(`${sandbox.url}/sandbox/github/${what}`, { method: 'POST', body: asked });
  return Told.parse(await response.json());
}

const push = (branch: string, path = `docs/${branch}.md`) =>
  doAs('dana', 'push', { branch, from: 'develop', message: `docs: ${branch}`, path, content: branch });

async function opened(head: string, base = 'develop'): Promise<number> {
  await push(head);
  await doAs('dana', 'open', { title: `Words on ${head}`, head, base, body: '', draft: 'no' });
  return sandbox.github.pulls().find((pull) => pull.head.branch === head)?.number ?? 0;
}

/** A rule like that of a freeze: nobody but the App can fulfil it. */
function close(branch: string): number {
  const { world, app } = sandbox.github;
  const id = world.nextId();
  const check = { context: 'release-freeze/kars-17', integration_id: app.id };
  world.rulesets.set(id, {
    ...{ id, name: 'Freeze: switch it off by hand when Shipmate is dead', target: 'branch', enforcement: 'active' },
    ...{ bypass: [], include: [`refs/heads/${branch}`], exclude: [], createdAt: 0, updatedAt: 0 },
    rules: [{ type: 'required_status_checks', parameters: { required_status_checks: [check] } }],
  });
  return id;
}

describe('the repository on the page', () => {
  it('is only worked out for those who look at it', async () => {
    const response = await fetch(`${sandbox.url}/sandbox/state`);

    expect(await response.json()).toMatchObject({ code: { repository: 'humac/kars' }, github: null });
  });

  it('shows branches, tags, releases and pull requests as they are', async () => {
    const { github } = await see();

    expect(github.login).toBe('dana-kars');
    expect(github.branches).toEqual(expect.arrayContaining(['develop', 'main']));
    expect(await read('tags', 'tag-v1.4.2')).toContain('Release v1.4.2');
    expect(await read('pulls', 'pull-44')).toMatch(/docs: who is on call #44 quinn-kars · develop ← docs\/on-call/);
    expect(await read('pulls', 'pull-44')).toMatch(/test required success .*You can merge it\./);
  });

  it('shows what was deployed last to each environment', async () => {
    const { deployments, nextId } = sandbox.github.world;
    const rest = { sha: '', production: true, payload: {}, creator: 'devon-kars', createdAt: 0 };
    const success = { id: 1, state: 'success', description: '', url: '', creator: 'devon-kars', at: 0 };
    for (const ref of ['v1.4.1', 'v1.4.2']) {
      const id = nextId();
      const statuses = ref === 'v1.4.1' ? [success] : [];
      deployments.set(id, { ...rest, id, ref, environment: 'production', description: `<${ref}>`, statuses });
    }

    expect(await read('deployments', 'environment-production')).toMatch(
      /production v1\.4\.2 &lt;v1\.4\.2&gt; no status v1\.4\.1 &lt;v1\.4\.1&gt; success/,
    );
  });

  it('escapes what people call things', async () => {
    await push('odd');
    await doAs('dana', 'open', {
      title: '<img src=x onerror=alert(1)>',
      head: 'odd',
      base: 'develop',
      body: '',
      draft: 'no',
    });
    const { github } = await see();
    const drawn = github.shelves.pulls?.[0]?.html ?? '';

    expect(drawn).toContain('&lt;img src=x');
    expect(drawn).not.toContain('<img');
  });
});

describe('a branch that a rule closes', () => {
  it('says so, keeps pull requests out in the words of GitHub, and opens when an administrator lifts the rule', async () => {
    const number = await opened('closed-out');
    const id = close('develop');
    const status = {
      context: 'release-freeze/kars-17',
      state: 'failure',
      description: 'Frozen until Fri 16:00',
    } as const;
    const { reports, machine, nextId } = sandbox.github.world;
    const by = { by: 'shipmate[bot]', appId: sandbox.github.app.id, at: machine(), id: nextId(), url: null };
    reports.tell(sandbox.github.pull(number).head.sha, { ...status, ...by });

    expect(await read('branches', 'branch-develop')).toContain('closed');
    expect(await read('pulls', `pull-${number}`)).toContain('Frozen until Fri 16:00');
    const refused = await doAs('rosa', 'merge', { number, method: 'merge' });
    expect(refused.problem).toContain('Required status check "release-freeze/kars-17" is failing.');

    const lifted = { id, enforcement: 'disabled' };
    expect((await doAs('dana', 'ruleset', lifted)).problem).toContain('Must have admin rights');
    expect(await doAs('devon', 'ruleset', lifted)).toEqual({ done: 'The ruleset is off.' });
    expect((await doAs('rosa', 'merge', { number, method: 'merge' })).done).toContain(`Merged #${number}`);
    expect(await read('merged', `merged-${number}`)).toContain('merged by rosa-kars into develop');
  });
});

describe('people', () => {
  it.each([
    ['approve their own work', 'dana', 'review', { opinion: 'approve' }, 'Can not approve your own pull request'],
    ['merge into a branch that is not there', 'lee', 'retarget', { base: 'nowhere' }, 'base is not valid'],
  ])('can not %s', async (_case, user, what, more, words) => {
    const number = await opened(`refused-${what}`);

    expect((await doAs(user, what, { number, ...more })).problem).toContain(words);
  });

  it('change what a pull request is', async () => {
    const number = await opened('changing');
    await doAs('lee', 'review', { number, opinion: 'request-changes' });
    await doAs('lee', 'label', { number, label: 'urgent' });
    await doAs('lee', 'draft', { number, draft: true });
    await doAs('lee', 'retarget', { number, base: 'main' });
    await doAs('lee', 'check', { number, name: 'test', conclusion: 'failure' });

    const text = await read('pulls', `pull-${number}`);
    for (const words of ['asked for changes', 'urgent', 'draft', 'main ←', 'test required failure', 'still a draft']) {
      expect(text).toContain(words);
    }
  });

  it('close, open again and delete', async () => {
    const number = await opened('fleeting');
    await doAs('lee', 'close', { number });
    expect(await read('merged', `merged-${number}`)).toContain('closed');

    await doAs('lee', 'reopen', { number });
    expect(sandbox.github.pull(number).state).toBe('open');
    await doAs('lee', 'delete-branch', { branch: 'fleeting' });
    expect(sandbox.github.pull(number).state).toBe('closed');
    expect((await see()).github.branches).not.toContain('fleeting');
  });

  it('set tags of either kind', async () => {
    await doAs('devon', 'tag', { name: 'v9.0.0', at: 'main', message: 'Nine' });
    await doAs('devon', 'tag', { name: 'light', at: 'v1.4.1', message: '' });

    expect(await read('tags', 'tag-v9.0.0')).toContain('Nine');
    expect((await sandbox.github.tags()).get('light')).toBe((await sandbox.github.tags()).get('v1.4.1'));
    expect((await doAs('devon', 'tag', { name: 'v9.0.0', at: 'main', message: '' })).problem).toBeDefined();
  });

  it('let a run in where they are the ones to do it', async () => {
    const { runs, events, refs } = sandbox.github.world;
    const jobs = [{ name: 'deploy', environment: 'production' }];
    const plain = { file: 'deploy.yml', name: 'Deploy', runName: undefined, dispatch: { inputs: {} }, push: undefined };
    const sha = refs.get('refs/heads/main') ?? '';
    const workflow = { ...plain, pullRequest: false, jobs };
    const waits = new Promise<void>((done) => events.listen(({ name }) => name === 'deployment_review' && done()));
    const { id } = runs.begin({ workflow, event: 'workflow_dispatch', ref: 'main', sha, actor: 'dana-kars' });
    await waits;
    const letIn = { id, environment: 'production', state: 'approved' };

    expect(await read('runs', `run-${id}`)).toContain('waiting');
    expect((await doAs('dana', 'let-in', letIn)).problem).toContain('production is for devon-kars or ana-kars to open');
    expect(await doAs('devon', 'let-in', letIn)).toEqual({ done: 'Let it into production.' });
    expect(runs.find(id)?.approvals).toMatchObject([{ by: 'devon-kars' }]);
  });
});

describe('trouble with GitHub', () => {
  beforeEach(() => sandbox.github.faults.clear());

  const make = (fault: object) =>
    fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify({ of: 'github', ...fault }) });
  const call = (method: string, path: string, body?: object) =>
    fetch(`${sandbox.github.apiUrl}/repos/humac/kars${path}`, {
      method,
      headers: { authorization: `Bearer ${sandbox.github.token}` },
      ...(body && { body: JSON.stringify(body) }),
    });

  it('is shown with whom it befalls', async () => {
    await make({ on: 'git.*', do: 'error', status: 503 });

    expect((await see()).faults).toMatchObject([{ of: 'github', on: 'git.*', do: 'error' }]);
    expect((await call('GET', '/git/ref/heads/main')).status).toBe(503);
  });

  it('loses the answer to a change, and to no question', async () => {
    await make({ on: 'write', do: 'lose-answer' });
    const sha = sandbox.github.branches().get('main');

    expect((await call('GET', '/git/ref/heads/main')).status).toBe(200);
    await expect(call('POST', '/git/refs', { ref: 'refs/heads/unheard', sha })).rejects.toThrow();
    expect(sandbox.github.branches().has('unheard')).toBe(true);
  });

  it('can be too much for it', async () => {
    await make({ on: 'git.*', do: 'rate-limit', seconds: 20 });
    const response = await call('GET', '/git/ref/heads/main');

    expect([response.status, response.headers.get('retry-after')]).toEqual([403, '20']);
  });
});
