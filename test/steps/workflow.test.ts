import { describe, expect, it } from '@jest/globals';
import type { WorkflowRun } from '../../src/core/repository/workflows.ts';
import workflow from '../../src/steps/workflow.ts';
import { contextOf, drive } from '../support/drive.ts';
import { MemoryGit } from '../support/memory-git.ts';
import { memoryRepository } from '../support/memory-repository.ts';
import { anAnswer, type ViewParts, viewFor } from '../support/step-view.ts';

const SPEC = { value: 'smoke.yml' };
const HEAD = 'aaaaaaa000000000000000000000000000000000';
const ready = (problem: string | null = null) => ({
  type: 'ready',
  ref: 'release/v1.5.0',
  correlation: 'web-7-step-1',
  problem,
});
const dispatched = (run: number | null = 5) => ({ type: 'dispatched', run });
const followed = (state: string, more: object = {}) => ({
  type: 'followed',
  run: 5,
  url: 'https://host/runs/5',
  state,
  word: state,
  attempt: 1,
  commit: HEAD,
  waiting: [],
  failed: [],
  ...more,
});
const same = (minute: number) => ({ minute, body: { same: true } });

describe('a workflow', () => {
  it.each<[string, ViewParts, object]>([
    ['looks whether it can be started', {}, { do: 'act', action: 'prepare' }],
    ['is started', { facts: [ready()] }, { do: 'act', action: 'dispatch' }],
    [
      'that can not be started says why',
      { facts: [ready('it is disabled')] },
      { do: 'fail', reason: "`smoke.yml` can't be started: it is disabled" },
    ],
    ['is followed from then on', { facts: [ready(), dispatched()], minute: 0.25 }, { do: 'act', action: 'follow' }],
    ['is followed every 15 seconds', { facts: [ready(), dispatched()] }, { do: 'wait', pollMs: 15_000 }],
    [
      'says how it stands',
      { facts: [ready(), dispatched(), followed('running', { word: 'in_progress' })] },
      { do: 'wait', why: 'it is in_progress: https://host/runs/5', pollMs: 15_000 },
    ],
    [
      'is done when it succeeds',
      { facts: [ready(), dispatched(), followed('success')] },
      {
        do: 'finish',
        note: '`smoke.yml` succeeded: https://host/runs/5',
        output: { run: 5, url: 'https://host/runs/5', commit: HEAD, workflow: 'smoke.yml' },
      },
    ],
    [
      'that fails names the job',
      {
        facts: [ready(), dispatched(), followed('failure', { failed: [{ name: 'e2e', url: 'https://host/jobs/9' }] })],
      },
      { do: 'fail', reason: '`smoke.yml` failed in `e2e` (https://host/jobs/9): https://host/runs/5' },
    ],
    [
      'that is cancelled says so',
      { facts: [ready(), dispatched(), followed('failure', { word: 'cancelled' })] },
      { do: 'fail', reason: '`smoke.yml` ended as cancelled: https://host/runs/5' },
    ],
    [
      'says what it waits for at the host',
      { facts: [ready(), dispatched(), followed('waiting', { waiting: ['production'] })] },
      { do: 'wait', why: 'it waits for `production` to be approved at the host: https://host/runs/5' },
    ],
    [
      'fails when it takes longer than its limit',
      { facts: [ready(), dispatched(), followed('running')], samples: [same(30)], minute: 30 },
      { do: 'fail', reason: '`smoke.yml` did not end within 30m, it is running: https://host/runs/5' },
    ],
    [
      'may wait for people as long as they take',
      { facts: [ready(), dispatched(), followed('waiting')], samples: [same(600)], minute: 600 },
      { do: 'wait', why: expect.stringContaining('it waits') },
    ],
    [
      'has its whole time after people took theirs',
      {
        facts: [ready(), dispatched(), followed('waiting'), followed('running', { minute: 600 })],
        samples: [same(620)],
        minute: 620,
      },
      { do: 'wait' },
    ],
    [
      'whose run is not known is asked about after a while',
      { facts: [ready(), dispatched(null)], samples: [same(2)], minute: 2 },
      { do: 'wait', ask: { answers: [{ verb: 'well' }, { verb: 'failed' }] } },
    ],
    [
      'whose run is not known waits for it first',
      { facts: [ready(), dispatched(null)], samples: [same(1)], minute: 1 },
      { do: 'wait', why: 'it is started' },
    ],
    [
      'that a person saw ending well is done',
      { facts: [ready(), dispatched(null), { type: 'judged', outcome: 'well', reason: 'green', by: 'UROSA' }] },
      { do: 'finish', note: '@UROSA says that it ended well: green' },
    ],
  ])('%s', (_fact, parts, move) => {
    expect(workflow.next(viewFor(workflow, SPEC, parts))).toMatchObject(move);
  });

  it('hears what became of it', () => {
    expect(workflow.hear?.(anAnswer('well', { fields: { reason: 'green' } }), viewFor(workflow, SPEC))).toEqual({
      type: 'judged',
      outcome: 'well',
      reason: 'green',
    });
  });

  it.each([{ value: 'x/smoke.yml' }, { value: 'smoke' }, { ...SPEC, inputs: { list: ['a'] } }])(
    'refuses %j',
    (spec) => {
      expect(workflow.spec.safeParse(spec).success).toBe(false);
    },
  );
});

function aRepository() {
  const git = new MemoryGit();
  git.commit('release/v1.5.0');
  return memoryRepository(git);
}

const aRun = (more: Partial<WorkflowRun> = {}): WorkflowRun => ({
  id: 5,
  url: 'https://host/runs/5',
  name: 'smoke web-7-step-1',
  state: 'success',
  word: 'success',
  attempt: 1,
  headCommit: HEAD,
  ...more,
});

describe('a workflow at the host', () => {
  it('gets its inputs filled, and a word of ours only where it takes one', async () => {
    const repository = aRepository();
    const inputs = { version: 'v<version>', on: '<ref>', dry: true, count: 2 };
    await drive(workflow, { ...SPEC, inputs }, { repository });
    await drive(workflow, { ...SPEC, correlation: 'id' }, { repository });

    expect(repository.world.dispatched).toEqual([
      {
        file: 'smoke.yml',
        ref: 'release/v1.5.0',
        inputs: { version: 'v1.5.0', on: 'release/v1.5.0', dry: 'true', count: '2' },
      },
      { file: 'smoke.yml', ref: 'release/v1.5.0', inputs: { id: 'web-7-step-1' } },
    ]);
  });

  it('finds its run by that word', async () => {
    const repository = aRepository();
    repository.world.runs.set(5, aRun());
    repository.world.runs.set(6, aRun({ id: 6, name: 'smoke of somebody else' }));
    const facts = [ready(), dispatched(null)];
    const spec = { ...SPEC, correlation: 'id' };

    expect((await drive(workflow, spec, { repository, facts, minute: 1 })).move).toMatchObject({
      do: 'finish',
      output: { run: 5 },
    });
  });

  it('is found, and never started again, when the answer gets lost', async () => {
    const repository = aRepository();
    repository.world.runs.set(5, aRun());
    repository.next('workflows.dispatch', 'lose');
    const { facts } = await drive(workflow, { ...SPEC, correlation: 'id' }, { repository });

    expect(facts).toContainEqual(expect.objectContaining({ type: 'dispatched', run: 5 }));
    expect(repository.world.dispatched).toHaveLength(1);
  });

  it('leaves it to a person when its run can not be found', async () => {
    const context = { ...viewFor(workflow, SPEC, { facts: [ready()] }), ...contextOf(aRepository()) };
    const action = workflow.actions?.dispatch;

    expect(action?.effect && (await action.look(context))).toEqual({
      unsure: 'no run of `smoke.yml` can be told to be the one that was started',
    });
  });

  it('says that there is nothing to run it on', async () => {
    expect((await drive(workflow, SPEC, { repository: memoryRepository() })).move).toMatchObject({
      do: 'fail',
      reason: "`smoke.yml` can't be started: there is no release/v1.5.0 to run it on",
    });
  });

  it('names the jobs that failed', async () => {
    const repository = aRepository();
    repository.world.runs.set(5, aRun({ state: 'failure', word: 'failure' }));
    repository.world.jobs.set(5, [
      { name: 'build', state: 'success', word: 'success', url: 'https://host/jobs/1' },
      { name: 'e2e', state: 'failure', word: 'timed_out', url: 'https://host/jobs/2' },
    ]);
    const facts = [ready(), dispatched()];

    expect((await drive(workflow, SPEC, { repository, facts, minute: 1 })).move).toMatchObject({
      do: 'fail',
      reason: '`smoke.yml` failed in `e2e` (https://host/jobs/2): https://host/runs/5',
    });
  });
});
