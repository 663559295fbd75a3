import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Run } from '../../../../src/sandbox/github/actions/run.ts';
import { Runs } from '../../../../src/sandbox/github/actions/runs.ts';
import { readWorkflow } from '../../../../src/sandbox/github/actions/workflow-file.ts';

const DEPLOY = readWorkflow(
  'deploy.yml',
  'on: workflow_dispatch\njobs: { build: {}, deploy: { environment: production }, tell: {} }',
);
const ASKED = {
  workflow: DEPLOY,
  event: 'workflow_dispatch',
  ref: 'main',
  sha: 'a'.repeat(40),
  actor: 'dana',
} as const;

let runs: Runs;
let stopping: AbortController;
let looks: (() => void)[];

beforeEach(() => {
  stopping = new AbortController();
  looks = [];
  runs = new Runs({
    machine: () => 0,
    manners: { queueMs: 0, jobMs: 0, listLagMs: 0, refusesRunDetails: undefined },
    isGuarded: (name) => name === 'production',
    onChange: () => {
      for (const look of looks) look();
    },
    signal: stopping.signal,
  });
});

afterEach(() => stopping.abort());

function until(id: number, status: Run['status']): Promise<Run> {
  return new Promise((resolve) => {
    const look = (): void => {
      const run = runs.find(id);
      if (run?.status === status) resolve(run);
    };
    looks.push(look);
    look();
  });
}

const conclusions = (run: Run) => run.jobs.map(({ conclusion }) => conclusion);
const say = (state: 'approved' | 'rejected') => ({ environments: ['production'], state, by: 'igor', comment: 'ok' });

describe('a run', () => {
  it('is held before a guarded environment, with what came before it done', async () => {
    const run = await until(runs.begin(ASKED).id, 'waiting');

    expect(run.jobs.map(({ status }) => status)).toEqual(['completed', 'waiting', 'queued']);
  });

  it('goes on when it is let in', async () => {
    const { id } = await until(runs.begin(ASKED).id, 'waiting');
    runs.review(id, say('approved'));

    expect(await until(id, 'completed')).toMatchObject({ conclusion: 'success' });
  });

  it('fails when it is turned away', async () => {
    const { id } = await until(runs.begin(ASKED).id, 'waiting');
    runs.review(id, say('rejected'));
    const run = await until(id, 'completed');

    expect(run.conclusion).toBe('failure');
    expect(conclusions(run)).toEqual(['success', 'failure', 'skipped']);
  });

  it('that failed succeeds when it is run again, as its second attempt', async () => {
    runs.failNext('deploy.yml');
    const { id } = runs.begin(ASKED);
    expect(conclusions(await until(id, 'completed'))).toEqual(['failure', 'skipped', 'skipped']);

    runs.rerun(id);
    await until(id, 'waiting');
    runs.review(id, say('approved'));
    expect(await until(id, 'completed')).toMatchObject({ conclusion: 'success', attempt: 2 });
  });

  it('that was cancelled stays so', async () => {
    const { id } = await until(runs.begin(ASKED).id, 'waiting');

    expect(runs.conclude(id, 'cancelled')).toBe(true);
    runs.review(id, say('approved'));
    expect(runs.find(id)).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
    expect(runs.conclude(id, 'success')).toBe(false);
  });
});
