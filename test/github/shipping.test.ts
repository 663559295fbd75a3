import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DidNotHappen } from '../../src/core/errors.ts';
import type { RepositoryNews } from '../../src/core/repository/news.ts';
import type { WorkflowRun } from '../../src/core/repository/workflows.ts';
import { createWebhookRoute } from '../../src/github/webhooks.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { recordingLog } from '../support/quiet.ts';
import { type Connected, connect } from '../support/sandbox-github.ts';
import { until } from '../support/until.ts';

const SECRET = 'it is a secret to everybody';

let here: Connected;
afterEach(async () => {
  await here[Symbol.asyncDispose]();
});

const begin = (environment: string, correlation: string) =>
  here.repository.workflows.dispatch({
    file: 'deploy.yml',
    ref: 'main',
    inputs: { version: '1.5.0', environment, correlation_id: correlation },
  });

async function reached(id: number, state: WorkflowRun['state']): Promise<void> {
  await until(`run ${id} is ${state}`, async () => (await here.repository.workflows.run(id))?.state === state);
}

describe('a deploy by a workflow', () => {
  beforeEach(async () => {
    here = await connect({ hasReviewer: true });
    Object.assign(here.github.world.runs.manners, { queueMs: 0, jobMs: 0 });
  });

  it('waits for its environment, is let in by the reviewer, and ends', async () => {
    const { workflows } = here.repository;
    const run = (await begin('production', 'k-1')).run ?? 0;
    await reached(run, 'waiting');

    const waiting = await workflows.waiting(run);
    expect(waiting).toMatchObject([{ name: 'production', canApprove: true }]);
    expect((await workflows.waitingRuns()).map(({ id }) => id)).toEqual([run]);

    await workflows.approve(run, { environments: waiting.map(({ id }) => id), comment: 'QA said yes (lee)' });
    await reached(run, 'success');
    expect(await workflows.jobs(run)).toMatchObject([{ name: 'deploy', state: 'success' }]);
  });

  it.each([400, 422])('is found by its word on a server that does not tell the run (%d)', async (status) => {
    Object.assign(here.github.world.runs.manners, { refusesRunDetails: status });
    const since = Date.now();
    await begin('staging', 'k-0');

    expect(await begin('staging', 'k-1')).toEqual({ run: null });
    const sought = { file: 'deploy.yml', ref: 'main', since, correlation: 'k-1' };
    expect(await here.repository.workflows.find(sought)).toMatchObject({ name: expect.stringContaining('k-1') });
    expect(here.github.effects.filter(({ kind }) => kind === 'dispatch')).toHaveLength(2);
  });

  it('whose answer was lost has begun once, and is found', async () => {
    here.github.faults.add({ on: 'actions.create-workflow-dispatch', do: 'lose-answer' });
    const since = Date.now();
    const error = await begin('staging', 'k-1').catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(DidNotHappen);
    const sought = { file: 'deploy.yml', ref: 'main', since };
    expect(await here.repository.workflows.find(sought)).toMatchObject({ headCommit: expect.any(String) });
  });

  it('that a ref can not begin certainly did not happen', async () => {
    const request = { file: 'deploy.yml', ref: 'nowhere', inputs: {} };

    await expect(here.repository.workflows.dispatch(request)).rejects.toThrow(DidNotHappen);
    expect(here.github.effects).toEqual([]);
  });
});

it('without a reviewer an App is told that it approves nothing', async () => {
  here = await connect();

  await expect(here.repository.workflows.approve(1, { environments: [1], comment: 'yes' })).rejects.toThrow(
    /no App approve.*GITHUB_REVIEWER_TOKEN/,
  );
  expect(here.github.calls).toEqual([]);
});

describe('the gates of a commit', () => {
  it('are those that its branch asks for, told or not', async () => {
    here = await connect();
    const commit = await here.github.as('dana-kars').push({ branch: 'feat/x', from: 'develop', files: { x: '1' } });
    await until('CI is done', () => here.github.checkRuns(commit).length === 2);
    await here.repository.gates.tell(commit, { context: 'release-freeze/1', state: 'failure', description: 'frozen' });
    here.github.world.protections.set('develop', { required_status_checks: { contexts: ['coverage'] } });

    const gates = await here.repository.gates.of(commit, 'develop');
    expect(gates.map(({ name, state, required }) => [name, state, required]).sort()).toEqual([
      ['coverage', 'missing', true],
      ['lint', 'pass', true],
      ['test', 'pass', true],
    ]);
  });

  it('are told in as many characters as GitHub takes', async () => {
    here = await connect();
    const [commit = ''] = here.github.branches().values();
    await here.repository.gates.tell(commit, { context: 'x', state: 'failure', description: 'y'.repeat(200) });

    expect(here.github.statuses(commit)).toMatchObject([{ description: `${'y'.repeat(139)}…` }]);
  });
});

it('what happens at GitHub is heard, in order and signed', async () => {
  const news: RepositoryNews[] = [];
  const route = createWebhookRoute({ secret: SECRET, heard: (each) => void news.push(each), log: recordingLog() });
  const server = createHttpServer({ host: '127.0.0.1', port: 0, routes: [route], rest: undefined });
  const url = `http://127.0.0.1:${await server.start()}${route.path}`;
  here = await connect({ webhooks: { url, secret: SECRET } });

  await here.github.as('dana-kars').merge(45);
  await until('the merge is heard', () => news.some(({ event }) => event === 'pull_request'));
  await server.stop();

  expect(news.find(({ event }) => event === 'push')).toMatchObject({ repository: 'humac/kars', branches: ['develop'] });
  expect(news.find(({ event }) => event === 'pull_request')).toMatchObject({ pulls: [45], branches: ['develop'] });
});
