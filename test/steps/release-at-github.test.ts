import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Output } from '../../src/core/release/move.ts';
import branch from '../../src/steps/branch.ts';
import bump from '../../src/steps/bump.ts';
import remove from '../../src/steps/delete-branch.ts';
import merge from '../../src/steps/merge.ts';
import tag from '../../src/steps/tag.ts';
import workflow from '../../src/steps/workflow.ts';
import { drive } from '../support/drive.ts';
import { BRANCHES } from '../support/release-branches.ts';
import { type Connected, connect } from '../support/sandbox-github.ts';
import type { ViewParts } from '../support/step-view.ts';
import { until } from '../support/until.ts';

const PLAYBOOK = {
  repository: 'humac/kars',
  branches: BRANCHES,
  tags: { production: 'v<version>' },
  version: {
    files: ['backend/package.json', 'frontend/package.json'],
    commit: 'chore: bump <folder> to v<version>',
  },
};

let here: Connected;
let outputs: Record<string, Output>;
beforeEach(async () => {
  here = await connect();
  outputs = {};
});
afterEach(async () => {
  await here[Symbol.asyncDispose]();
});

/** Lets a step move until it is done, and keeps what it put out for the steps after it. */
async function run(kind: unknown, spec: object, parts: ViewParts = {}): Promise<Output> {
  const step = kind as typeof branch;
  const release = { version: '1.5.0', provisional: false, summary: 'Search', ...parts.release };
  const { move } = await drive(step, spec, {
    playbook: PLAYBOOK,
    ...parts,
    release,
    more: { outputs },
    repository: here.repository,
  });
  if (move.do !== 'finish') throw new Error(JSON.stringify(move));
  outputs[`step-${Object.keys(outputs).length}`] = move.output;
  return move.output;
}

const tip = (name: string): string => here.github.branches().get(name) ?? '';

describe('a release at a GitHub', () => {
  it('is cut, raised, merged, tagged, merged back, and its branch is kept', async () => {
    const cut = await run(branch, { value: 'release' });
    expect(cut).toMatchObject({ branch: 'release/v1.5.0', commit: tip('develop') });

    await run(bump, { value: 'version' });
    expect(await here.repository.files.read('frontend/package-lock.json', 'release/v1.5.0')).toContain(
      '"version": "1.5.0"',
    );
    const subjects = await here.repository.history.commits({ base: 'develop', head: 'release/v1.5.0' });
    expect(subjects.map(({ subject }) => subject)).toEqual([
      'chore: bump frontend to v1.5.0',
      'chore: bump backend to v1.5.0',
    ]);

    const head = tip('release/v1.5.0');
    const merged = await run(merge, { value: 'release into production', message: 'Release v<version>' });
    expect(merged).toMatchObject({ merged: tip('main'), from: 'release/v1.5.0', into: 'main' });

    await run(tag, { value: 'production' });
    expect((await here.github.tags()).get('v1.5.0')).toBe(merged.merged);
    expect(await here.repository.refs.tag('v1.5.0')).toMatchObject({
      annotated: true,
      message: 'Release v1.5.0 - Search',
    });

    await run(merge, { value: 'production into work' });
    expect((await here.repository.refs.compare('develop', 'main'))?.aheadBy).toBe(0);

    await run(remove, { value: 'release', keep: 'archive/v<version>' });
    expect(here.github.branches().has('release/v1.5.0')).toBe(false);
    expect((await here.github.tags()).get('archive/v1.5.0')).toBe(head);
  });

  it('loses no answer for good: every write is done once', async () => {
    for (const on of ['git.create-ref', 'graphql.createCommitOnBranch', 'repos.merge']) {
      here.github.faults.add({ on, do: 'lose-answer' });
    }
    await run(branch, { value: 'release' });
    await run(bump, { value: 'version' });
    await run(merge, { value: 'release into production' });

    expect((await here.repository.history.commits({ base: 'develop', head: 'release/v1.5.0' })).length).toBe(2);
    expect((await here.repository.history.commits({ base: 'v1.4.2', head: 'main' }))[0]).toMatchObject({
      sha: tip('main'),
      parents: [expect.any(String), tip('release/v1.5.0')],
    });
  });
});

describe('a workflow at a GitHub', () => {
  it('is started with its inputs, and followed to its end', async () => {
    Object.assign(here.github.world.runs.manners, { queueMs: 0, jobMs: 0 });
    const inputs = { version: '<version>', environment: 'staging' };
    const spec = { value: 'deploy.yml', ref: 'work', correlation: 'correlation_id', inputs };
    const begun = await drive(workflow, spec, { playbook: PLAYBOOK, repository: here.repository });
    await until('the run has ended', async () => {
      const [run] = await here.repository.workflows.ofCommit(tip('develop'));
      return run === undefined || run.state === 'success';
    });
    const { move } = await drive(workflow, spec, {
      playbook: PLAYBOOK,
      repository: here.repository,
      facts: begun.facts,
      minute: 1,
    });

    expect(move).toMatchObject({ do: 'finish', output: { workflow: 'deploy.yml', commit: tip('develop') } });
  });
});
