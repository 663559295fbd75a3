import { describe, expect, it } from '@jest/globals';
import { DidNotHappen } from '../../src/core/errors.ts';
import { createWorkflows } from '../../src/github/workflows.ts';
import { type Answers, answering, apiAt, refusing } from '../support/github-api.ts';
import { serve } from '../support/local-server.ts';

const DISPATCH = 'POST /actions/workflows/deploy.yml/dispatches';
const RUNS = 'GET /actions/workflows/deploy.yml/runs';
const REQUEST = { file: 'deploy.yml', ref: 'main', inputs: { version: '1.5.0' } };
const SINCE = Date.UTC(2026, 10, 25, 12);

async function asking<T>(answers: Answers, ask: (workflows: ReturnType<typeof createWorkflows>) => Promise<T>) {
  await using server = await serve(answering(answers));
  const outcome = await ask(createWorkflows(apiAt(server.url), undefined)).catch((error: unknown) => error);
  return { outcome, seen: server.seen };
}

const bodies = (seen: readonly { readonly body: string }[]) => seen.map(({ body }) => JSON.parse(body));

const run = (id: number, more: object = {}) => ({
  id,
  html_url: `https://github.com/acme/shop/actions/runs/${id}`,
  name: 'Deploy',
  display_title: `Deploy ${id}`,
  status: 'in_progress',
  conclusion: null,
  run_attempt: 1,
  head_sha: 'a1',
  head_branch: 'main',
  ...more,
});

describe('a dispatch', () => {
  it('asks which run it has begun', async () => {
    const { outcome, seen } = await asking({ [DISPATCH]: { workflow_run_id: 71 } }, (at) => at.dispatch(REQUEST));

    expect(outcome).toEqual({ run: 71 });
    expect(bodies(seen)).toEqual([{ ref: 'main', inputs: { version: '1.5.0' }, return_run_details: true }]);
  });

  it.each([
    [422, 'Invalid request. "return_run_details" is not a permitted key.'],
    [400, 'return_run_details is not a valid input'],
  ])('is sent once more without that question to a host that does not know it (%d)', async (status, message) => {
    const older = ({ body }: { readonly body: string }) =>
      body.includes('return_run_details') ? refusing(status, message) : {};
    const { outcome, seen } = await asking({ [DISPATCH]: older }, (at) => at.dispatch(REQUEST));

    expect(outcome).toEqual({ run: null });
    expect(bodies(seen)).toHaveLength(2);
  });

  it.each([
    [422, 'Unexpected inputs provided: ["version"]'],
    [422, "Workflow does not have 'workflow_dispatch' trigger"],
    [404, 'Not Found'],
    [403, 'return_run_details: Resource not accessible by integration'],
  ])('that was refused for anything else (%d %s) is not sent again', async (status, message) => {
    const { outcome, seen } = await asking({ [DISPATCH]: refusing(status, message) }, (at) => at.dispatch(REQUEST));

    expect(outcome).toBeInstanceOf(DidNotHappen);
    expect(outcome).toHaveProperty('message', expect.stringContaining(message));
    expect(seen).toHaveLength(1);
  });

  it.each([500, 502])('whose end nobody knows (%d) is not sent again, and not called off', async (status) => {
    const lost = refusing(status, 'return_run_details');
    const { outcome, seen } = await asking({ [DISPATCH]: lost }, (at) => at.dispatch(REQUEST));

    expect(outcome).toBeInstanceOf(Error);
    expect(outcome).not.toBeInstanceOf(DidNotHappen);
    expect(seen).toHaveLength(1);
  });
});

describe('the run of a dispatch', () => {
  const sought = { file: 'deploy.yml', ref: 'main', since: SINCE };
  const found = (runs: readonly object[], more: object = {}) =>
    asking({ [RUNS]: { workflow_runs: runs } }, (at) => at.find({ ...sought, ...more }));

  it('is known by the word in its name', async () => {
    const runs = [run(1, { display_title: 'Deploy k-2' }), run(2, { display_title: 'Deploy k-1' })];

    expect((await found(runs, { correlation: 'k-1' })).outcome).toMatchObject({ id: 2, state: 'running' });
  });

  it('is, without such a word, the only one of that branch since then', async () => {
    const { outcome, seen } = await found([run(1, { head_branch: 'v1.4.9' }), run(2)]);

    expect(outcome).toMatchObject({ id: 2 });
    expect(decodeURIComponent(seen[0]?.path ?? '')).toContain('event=workflow_dispatch&created=>=2026-11-25T11:59:55Z');
  });

  it('is nobody else’s: of two, neither is taken, and none is not said either', async () => {
    const { outcome } = await found([run(1), run(2)]);

    expect(outcome).toMatchObject({ code: 'github_ambiguous', message: expect.stringContaining('2 runs') });
  });

  it('is not there yet', async () => {
    expect((await found([])).outcome).toBeUndefined();
  });
});

describe('a run', () => {
  it.each([
    ['queued', null, 'queued', 'queued'],
    ['requested', null, 'queued', 'requested'],
    ['in_progress', null, 'running', 'in_progress'],
    ['waiting', null, 'waiting', 'waiting'],
    ['completed', 'success', 'success', 'success'],
    ['completed', 'failure', 'failure', 'failure'],
    ['completed', 'timed_out', 'failure', 'timed_out'],
    ['completed', 'skipped', 'failure', 'skipped'],
    ['completed', null, 'failure', 'completed'],
  ])('that is %s with %s counts as %s', async (status, conclusion, state, word) => {
    const { outcome } = await asking({ 'GET /actions/runs/7': run(7, { status, conclusion }) }, (at) => at.run(7));

    expect(outcome).toMatchObject({ state, word });
  });
});

describe('a workflow file', () => {
  const look = async (answers: Answers) => (await asking(answers, (at) => at.look('deploy.yml'))).outcome;

  it.each([
    [{ 'GET /actions/workflows/deploy.yml': { state: 'active' } }, { active: true }],
    [
      { 'GET /actions/workflows/deploy.yml': { state: 'disabled_manually' } },
      { active: false, reason: 'the workflow `deploy.yml` is switched off (`disabled_manually`)' },
    ],
    [{}, { active: false, reason: 'there is no workflow `deploy.yml` on the default branch' }],
  ])('%j: %j', async (answers, expected) => {
    expect(await look(answers)).toEqual(expected);
  });
});

describe('an approval', () => {
  const PENDING = 'POST /actions/runs/7/pending_deployments';
  const approval = { environments: [3], comment: 'QA said yes (lee)' };

  it('is given in the name of the reviewer', async () => {
    await using host = await serve(answering({}));
    await using person = await serve(answering({ [PENDING]: [] }));
    await createWorkflows(apiAt(host.url), apiAt(person.url)).approve(7, approval);

    expect(host.seen).toEqual([]);
    expect(bodies(person.seen)).toEqual([{ environment_ids: [3], state: 'approved', comment: 'QA said yes (lee)' }]);
  });

  it('that GitHub does not take says whose token it wants', async () => {
    const { outcome } = await asking({ [PENDING]: refusing(403, 'Forbidden') }, (at) => at.approve(7, approval));

    expect(outcome).toBeInstanceOf(DidNotHappen);
    expect(outcome).toHaveProperty('message', expect.stringMatching(/required reviewer.*GITHUB_REVIEWER_TOKEN/));
  });
});

it('the newest run on a commit is the first that GitHub lists for it', async () => {
  const { outcome, seen } = await asking({ [RUNS]: { workflow_runs: [run(72), run(71)] } }, (at) =>
    at.newestOf('deploy.yml', 'a1'),
  );

  expect(outcome).toMatchObject({ id: 72 });
  expect(seen[0]?.path).toContain('head_sha=a1');
});
