import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import type { Run } from '../../../src/sandbox/github/actions/run.ts';
import { KARS, type Loopback, openLoopback, refusalOf } from './loopback.ts';

const Details = z.object({ workflow_run_id: z.number(), run_url: z.url(), html_url: z.url() });
const INPUTS = { version: '1.5.0', environment: 'staging' };

let hub: Loopback;
let octokit: Octokit;
let now = Date.parse('2026-03-05T10:00:00.400Z');
let dispatchesBefore: number;

beforeAll(async () => {
  hub = await openLoopback({ machine: () => now });
  octokit = hub.as();
});

/** Each in an hour of its own. */
beforeEach(() => {
  now += 3_600_000;
  dispatchesBefore = hub.github.effects.length;
});

afterEach(() => {
  const { runs } = hub.github.world;
  runs.disabled.clear();
  Object.assign(runs.manners, { listLagMs: 0, refusesRunDetails: undefined });
});

afterAll(() => hub.stop());

/** What was dispatched since the test began. */
const dispatches = () => hub.github.effects.slice(dispatchesBefore);

const dispatch = (more: object = {}, file = 'deploy.yml') =>
  octokit.request('POST /repos/{owner}/{repo}/actions/workflows/{file}/dispatches', {
    ...KARS,
    file,
    ref: 'main',
    inputs: INPUTS,
    ...more,
  });

async function begun(more: object = {}): Promise<number> {
  const { data } = await dispatch({ return_run_details: true, ...more });
  return Details.parse(data).workflow_run_id;
}

function until(id: number, status: Run['status']): Promise<Run> {
  return new Promise((resolve) => {
    const look = (): void => {
      const run = hub.github.world.runs.find(id);
      if (run?.status === status) resolve(run);
    };
    hub.github.world.events.listen(look);
    look();
  });
}

describe('a workflow', () => {
  it('is found by its file and by its number', async () => {
    const { data } = await octokit.actions.getWorkflow({ ...KARS, workflow_id: 'deploy.yml' });

    expect(data).toMatchObject({ state: 'active', name: 'Deploy', path: '.github/workflows/deploy.yml' });
    expect((await octokit.actions.getWorkflow({ ...KARS, workflow_id: data.id })).data.id).toBe(data.id);
  });

  it('that is switched off says so', async () => {
    hub.github.world.runs.disabled.add('deploy.yml');

    const { data } = await octokit.actions.getWorkflow({ ...KARS, workflow_id: 'deploy.yml' });
    expect(data.state).toBe('disabled_manually');
  });
});

describe('a dispatch', () => {
  it('tells the id of its run when it is asked for it', async () => {
    const { status, data } = await dispatch({ return_run_details: true });
    const { workflow_run_id: id, run_url: url } = Details.parse(data);
    const { data: run } = await octokit.actions.getWorkflowRun({ ...KARS, run_id: id });

    expect(status).toBe(200);
    expect(url).toBe(run.url);
    expect(run).toMatchObject({ event: 'workflow_dispatch', head_branch: 'main', run_attempt: 1 });
  });

  it('tells nothing otherwise', async () => {
    const { status, data } = await dispatch();

    expect([status, data]).toEqual([204, '']);
    expect(dispatches()).toMatchObject([{ kind: 'dispatch', by: 'kars-machine' }]);
  });

  it.each([400, 422] as const)('with a word that an older server does not know is refused with %d', async (status) => {
    hub.github.world.runs.manners.refusesRunDetails = status;

    expect(await refusalOf(dispatch({ return_run_details: true }))).toMatchObject({
      status,
      message: expect.stringContaining('"return_run_details" is not a permitted key'),
    });
    expect((await dispatch()).status).toBe(204);
    expect(dispatches()).toHaveLength(1);
  });

  it.each([
    ['of a workflow without that trigger', { inputs: {} }, 'ci.yml', 422, "Workflow does not have 'workflow_dispatch'"],
    ['of a ref that is not there', { ref: 'nowhere' }, 'deploy.yml', 422, 'No ref found for: nowhere'],
    ['without a ref', { ref: '' }, 'deploy.yml', 422, "wasn't supplied"],
    [
      'with an input too many',
      { inputs: { ...INPUTS, a: '1' } },
      'deploy.yml',
      422,
      'Unexpected inputs provided: ["a"]',
    ],
    ['with an input too few', { inputs: { version: '1' } }, 'deploy.yml', 422, "'environment' not provided"],
    ['of what does not exist', {}, 'nothing.yml', 404, 'Not Found'],
  ])('%s is refused', async (_case, more, file, status, words) => {
    const refusal = await refusalOf(dispatch(more, file));

    expect(refusal).toMatchObject({ status, message: expect.stringContaining(words) });
    expect(dispatches()).toEqual([]);
  });

  it('of a workflow that is switched off is refused', async () => {
    hub.github.world.runs.disabled.add('deploy.yml');

    expect((await refusalOf(dispatch())).status).toBe(404);
  });

  it('needs the right to write actions', async () => {
    hub.github.rights.token.actions = 'read';

    expect(await refusalOf(dispatch())).toMatchObject({ status: 403 });
    hub.github.rights.token.actions = 'write';
    expect((await dispatch()).status).toBe(204);
  });

  it('may name a tag', async () => {
    const id = await begun({ ref: 'v1.4.1' });

    expect(hub.github.world.runs.find(id)?.sha).toBe((await hub.github.tags()).get('v1.4.1'));
  });
});

describe('runs', () => {
  it('carry a word of whoever began them in their title', async () => {
    await dispatch({ inputs: { ...INPUTS, correlation_id: 'kars-17/deploy' } });
    const { data } = await octokit.actions.listWorkflowRuns({ ...KARS, workflow_id: 'deploy.yml', per_page: 1 });

    expect(data.workflow_runs.map(({ display_title }) => display_title)).toEqual([
      'Deploy 1.5.0 to staging kars-17/deploy',
    ]);
  });

  it('are listed a moment late, and known by their number at once', async () => {
    hub.github.world.runs.manners.listLagMs = 2000;
    const id = await begun();
    const isListed = async (): Promise<boolean> => {
      const { data } = await octokit.actions.listWorkflowRunsForRepo(KARS);
      return data.workflow_runs.some((run) => run.id === id);
    };

    expect((await octokit.actions.getWorkflowRun({ ...KARS, run_id: id })).status).toBe(200);
    expect(await isListed()).toBe(false);
    now += 2000;
    expect(await isListed()).toBe(true);
  });

  it('of a push are those of the commit that was pushed', async () => {
    const begins = new Promise<void>((resolve) => {
      hub.github.world.events.listen(({ name }) => name === 'workflow_run' && resolve());
    });
    await hub.as('dana-kars').repos.createOrUpdateFileContents({
      ...KARS,
      branch: 'feat/saved-searches',
      path: 'backend/src/a.js',
      content: Buffer.from('export {};\n').toString('base64'),
      message: 'feat: a',
    });
    await begins;
    const sha = hub.github.branches().get('feat/saved-searches') ?? '';
    const { data } = await octokit.actions.listWorkflowRunsForRepo({ ...KARS, event: 'push', head_sha: sha });

    expect(data.workflow_runs).toMatchObject([
      { name: 'CI', display_title: 'feat: a', head_branch: 'feat/saved-searches' },
    ]);
  });

  it('that ended can be run again, those under way be cancelled', async () => {
    hub.github.world.runs.failNext('deploy.yml');
    const failed = await until(await begun(), 'completed');
    await octokit.actions.reRunWorkflow({ ...KARS, run_id: failed.id });
    const again = await until(failed.id, 'completed');
    const waiting = await until(await begun({ inputs: { ...INPUTS, environment: 'production' } }), 'waiting');
    await octokit.actions.cancelWorkflowRun({ ...KARS, run_id: waiting.id });

    expect([failed.conclusion, again.conclusion, again.attempt]).toEqual(['failure', 'success', 2]);
    expect((await until(waiting.id, 'completed')).conclusion).toBe('cancelled');
    expect(await refusalOf(octokit.actions.cancelWorkflowRun({ ...KARS, run_id: waiting.id }))).toMatchObject({
      status: 409,
    });
  });

  it('list their jobs', async () => {
    const { id } = await until(await begun(), 'completed');
    const { data } = await octokit.actions.listJobsForWorkflowRun({ ...KARS, run_id: id, filter: 'latest' });

    expect(data.jobs).toMatchObject([{ name: 'deploy', status: 'completed', conclusion: 'success' }]);
  });
});

describe('runs that are asked for', () => {
  const NOON = Date.parse('2026-04-01T12:00:00.400Z');

  beforeAll(async () => {
    now = NOON;
    await dispatch();
    await dispatch({ ref: 'develop' });
  });

  it.each([
    [{ event: 'workflow_dispatch' }, 2],
    [{ event: 'push' }, 0],
    [{ branch: 'develop' }, 1],
    [{ created: '>=2026-04-01T12:00:00Z' }, 2],
    [{ created: '>=2026-04-01T12:00:01Z' }, 0],
    [{ created: '2026-04-01T11:00:00Z..2026-04-01T13:00:00Z' }, 2],
    [{ created: '2026-04-01T12:00:00Z' }, 2],
    [{ head_sha: 'of main' }, 1],
    [{ head_sha: 'f'.repeat(40) }, 0],
  ])('by %j are %d', async (filter: Readonly<Record<string, string>>, count) => {
    const main = hub.github.branches().get('main') ?? '';
    const asked = {
      created: '>=2026-04-01T12:00:00Z',
      ...filter,
      ...(filter.head_sha === 'of main' && { head_sha: main }),
    };

    const { data } = await octokit.request('GET /repos/{owner}/{repo}/actions/runs', { ...KARS, ...asked });
    expect(data.total_count).toBe(count);
  });
});

describe('a run in front of a guarded environment', () => {
  let id: number;

  beforeEach(async () => {
    id = await begun({ inputs: { ...INPUTS, environment: 'production' } });
    await until(id, 'waiting');
  });

  const review = (by: Octokit, more: object = {}) =>
    by.request('POST /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments', {
      ...KARS,
      run_id: id,
      environment_ids: [hub.github.world.environments.get('production')?.id ?? 0],
      state: 'approved' as const,
      comment: 'signed off by Igor',
      ...more,
    });

  it.each([
    ['its reviewer', 'devon-kars', true],
    ['anybody else', 'dana-kars', false],
  ])('tells %s whether they can let it in', async (_who, login, can) => {
    const { data } = await hub.as(login).actions.getPendingDeploymentsForRun({ ...KARS, run_id: id });

    expect(data).toMatchObject([{ environment: { name: 'production' }, current_user_can_approve: can }]);
  });

  it('goes on when its reviewer lets it in', async () => {
    await review(hub.as('devon-kars'));
    const run = await until(id, 'completed');

    expect(run).toMatchObject({
      conclusion: 'success',
      approvals: [{ by: 'devon-kars', comment: 'signed off by Igor' }],
    });
    expect((await octokit.actions.getPendingDeploymentsForRun({ ...KARS, run_id: id })).data).toEqual([]);
  });

  it('ends when its reviewer turns it away', async () => {
    await review(hub.as('devon-kars'), { state: 'rejected' });

    expect((await until(id, 'completed')).conclusion).toBe('failure');
  });

  it.each([
    ['an App, whatever its rights', () => hub.asApp(), {}, 403],
    ['somebody who is no reviewer', () => hub.as('dana-kars'), {}, 422],
    ['a reviewer without a comment', () => hub.as('devon-kars'), { comment: undefined }, 422],
    ['a reviewer who names another environment', () => hub.as('devon-kars'), { environment_ids: [1] }, 422],
  ])('is not let in by %s', async (_who, by, more, status) => {
    expect((await refusalOf(review(by(), more))).status).toBe(status);
    expect(hub.github.world.runs.find(id)?.status).toBe('waiting');
  });
});
