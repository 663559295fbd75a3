import { describe, expect, it } from '@jest/globals';
import { DidNotHappen, UserError } from '../../src/core/errors.ts';
import deployment from '../../src/steps/deployment.ts';
import { contextOf, drive } from '../support/drive.ts';
import { MemoryGit } from '../support/memory-git.ts';
import { type MemoryRepository, memoryRepository } from '../support/memory-repository.ts';
import { BRANCHES } from '../support/release-branches.ts';
import { aPlannedStep } from '../support/release-view.ts';
import { aTarget, type ViewParts, viewFor } from '../support/step-view.ts';

const SPEC = { value: 'production' };
const PLAYBOOK = { branches: BRANCHES, tags: { production: 'v<version>' } };
const running = (...versions: string[]) => ({
  live: { production: versions.map((version) => ({ version, deployId: null })) },
});
const RELEASE = running('1.5.0', '1.4.2');
const ROLLED_BACK = {
  ...running('1.4.2', '1.5.0', '1.4.2'),
  run: 'rollback' as const,
  rollback: { toVersion: '1.4.2', reason: 'errors', database: false },
};

const found = (more: object = {}) => ({ type: 'found', version: '1.5.0', ref: 'v1.5.0', ...more });
const recorded = { type: 'recorded', deployment: 9 };
const told = { type: 'told', deployment: 9 };

describe('what a target runs', () => {
  it.each<[string, ViewParts, object]>([
    ['is looked for first', {}, { do: 'act', action: 'find' }],
    ['is recorded', { facts: [found()] }, { do: 'act', action: 'create' }],
    ['is told when it is recorded', { facts: [found(), recorded] }, { do: 'act', action: 'tell' }],
    [
      'is told even when a person alone knows that it is recorded',
      { facts: [found(), { type: 'recorded', deployment: null }] },
      { do: 'act', action: 'tell' },
    ],
    [
      'is done when it is told',
      { facts: [found(), recorded, told] },
      {
        do: 'finish',
        note: 'the host shows 1.5.0 in production, as deployment 9',
        output: { deployment: 9, environment: 'production', version: '1.5.0' },
      },
    ],
    [
      'is done without a number that nobody knows',
      { facts: [found(), recorded, { type: 'told', deployment: null }] },
      { do: 'finish', note: 'the host shows 1.5.0 in production', output: { deployment: null } },
    ],
    [
      'is looked for again when another version went live meanwhile',
      { facts: [found()], release: running('1.5.1', '1.5.0') },
      { do: 'act', action: 'find' },
    ],
    [
      'stays what was recorded when another version goes live after that',
      { facts: [found(), recorded, told], release: running('1.5.1', '1.5.0') },
      { do: 'finish', output: { version: '1.5.0' } },
    ],
    [
      'has to be proven',
      { release: running() },
      {
        do: 'fail',
        reason: 'nothing was proven live on production yet: this step belongs behind `deploy: production`',
      },
    ],
    [
      'has to be proven on this very target',
      { release: { live: { staging: [{ version: '1.5.0', deployId: null }] } } },
      { do: 'fail' },
    ],
    [
      'has to be somewhere in the repository',
      { facts: [found({ ref: null })] },
      {
        do: 'fail',
        reason:
          'nobody can tell which commit 1.5.0 on production is: no tag `v<version>` is there for it, and `release/v1.5.0` is not there. Set the tag at the host, then try again',
      },
    ],
    [
      'has to have a tag when it is the version of another release',
      { facts: [found({ version: '1.4.2', ref: null })], release: ROLLED_BACK },
      {
        do: 'fail',
        reason:
          'nobody can tell which commit 1.4.2 on production is: no tag `v<version>` is there for it. Set the tag at the host, then try again',
      },
    ],
    [
      'needs a format of tags when the branch is gone',
      { facts: [found({ ref: null })], playbook: { branches: BRANCHES } },
      { do: 'fail', reason: expect.stringContaining('add `tags: { production: v<version> }`') },
    ],
  ])('%s', (_fact, parts, move) => {
    const view = viewFor(deployment, SPEC, { playbook: PLAYBOOK, release: RELEASE, ...parts });

    expect(deployment.next(view)).toMatchObject(move);
  });
});

function aRepository() {
  const git = new MemoryGit();
  git.commit('main');
  git.tag('v1.4.2', 'main');
  git.cut('develop', 'main');
  git.commit('develop', { subject: 'feat: search' });
  return { git, repository: memoryRepository(git) };
}

const record = (repository: MemoryRepository, parts: ViewParts = {}, spec: object = SPEC) =>
  drive(deployment, spec, { playbook: PLAYBOOK, release: RELEASE, ...parts, repository });

describe('a deployment at the host', () => {
  it('is recorded once and told, with the address of the target', async () => {
    const { git, repository } = aRepository();
    git.tag('v1.5.0', 'develop');
    const { move } = await record(repository);

    expect(move).toMatchObject({ do: 'finish', output: { deployment: 1, version: '1.5.0' } });
    expect(repository.world.deployments).toEqual([
      {
        id: 1,
        ref: 'v1.5.0',
        environment: 'production',
        description: '1.5.0 runs on production (web-7)',
        production: true,
        key: 'web-7/main/step/1',
        told: [{ url: 'https://app.example' }],
      },
    ]);
  });

  it('of a target without an address is told without one, and under the name that the playbook gives', async () => {
    const { git, repository } = aRepository();
    git.tag('v1.5.0', 'develop');
    const { url: _url, ...bare } = aTarget();
    const playbook = { ...PLAYBOOK, targets: { production: bare } };
    const { move } = await record(repository, { playbook }, { ...SPEC, environment: 'Production – web' });

    expect(move).toMatchObject({ output: { environment: 'Production – web' } });
    expect(repository.world.deployments).toMatchObject([
      { environment: 'Production – web', told: [{ url: undefined }] },
    ]);
  });

  it.each([
    ['production', { staging: aTarget({ name: 'staging' }), production: aTarget() }, false],
    ['the last target that is deployed to', { staging: aTarget({ name: 'staging' }) }, true],
  ])('is one of production only on %s', async (_what, targets, production) => {
    const { git, repository } = aRepository();
    git.tag('v1.5.0', 'develop');
    const { at: _at, ...planned } = aPlannedStep('deploy', 'deploy');
    const deploy = { ...planned, spec: { value: 'staging' }, only: [], except: [], perType: {}, steps: [] };
    const phases = [{ title: '', owner: '', standby: [], remind: [], only: [], except: [], steps: [deploy] }];
    const release = { live: { staging: [{ version: '1.5.0', deployId: null }] } };
    await record(repository, { playbook: { ...PLAYBOOK, targets, phases }, release }, { value: 'staging' });

    expect(repository.world.deployments).toMatchObject([{ environment: 'staging', production }]);
  });

  it('of a rollback is the version that was gone back to', async () => {
    const { git, repository } = aRepository();
    git.tag('v1.5.0', 'develop');
    const { move } = await record(repository, { release: ROLLED_BACK });

    expect(move).toMatchObject({ do: 'finish', output: { version: '1.4.2' } });
    expect(repository.world.deployments).toMatchObject([{ ref: 'v1.4.2' }]);
  });

  it('is of the tag that was counted last', async () => {
    const { git, repository } = aRepository();
    for (const n of [1, 10, 9]) git.tag(`v1.5.0-live.${n}`, 'develop');
    git.tag('v1.4.2-live.11', 'develop');
    await record(repository, { playbook: { ...PLAYBOOK, tags: { production: 'v<version>-live.<n>' } } });

    expect(repository.world.deployments).toMatchObject([{ ref: 'v1.5.0-live.10' }]);
  });

  it('without a tag is of the head of the release branch', async () => {
    const { git, repository } = aRepository();
    git.cut('release/v1.5.0', 'develop');
    const head = git.commit('release/v1.5.0', { subject: 'chore: release' });
    await record(repository);

    expect(repository.world.deployments).toMatchObject([{ ref: head }]);
  });

  it('without a tag and a release branch is of the branch that it was cut from', async () => {
    const { git, repository } = aRepository();
    await record(repository);

    expect(repository.world.deployments).toMatchObject([{ ref: git.branches.get('develop') }]);
  });

  it.each<[string, ViewParts]>([
    ['a hotfix that was cut from the tag before it', { playbook: hotfixes() }],
    ['a version that another release made', { release: running('1.4.1') }],
  ])('is not made up for %s', async (_what, parts) => {
    const { repository } = aRepository();

    expect((await record(repository, parts)).move).toMatchObject({ do: 'fail' });
    expect(repository.world.deployments).toEqual([]);
  });

  it.each([
    ['deployments.record', 'lose'],
    ['deployments.record', 'refuse'],
    ['deployments.tell', 'lose'],
    ['deployments.tell', 'refuse'],
    ['deployments.find', 'lose'],
  ] as const)('is made once, and told once, when the answer of %s is a trouble: %s', async (call, trouble) => {
    const { git, repository } = aRepository();
    git.tag('v1.5.0', 'develop');
    repository.next(call, trouble);
    const { move } = await record(repository);

    expect(move).toMatchObject({ do: 'finish', output: { deployment: 1 } });
    expect(repository.world.deployments).toMatchObject([{ told: [{ url: 'https://app.example' }] }]);
  });

  it('is looked for by what came of it, step by step', async () => {
    const { git, repository } = aRepository();
    git.tag('v1.5.0', 'develop');
    const look = (action: 'create' | 'tell', facts: ViewParts['facts']) => {
      const view = viewFor(deployment, SPEC, { playbook: PLAYBOOK, release: RELEASE, facts: facts ?? [] });
      const act = deployment.actions?.[action];
      return act?.effect ? act.look({ ...view, ...contextOf(repository) }) : undefined;
    };
    const made = { type: 'recorded', deployment: 1 };

    expect(await look('create', [found()])).toEqual({ didNot: true });
    await record(repository);
    expect(await look('create', [found()])).toEqual({ happened: made });
    expect(await look('tell', [found(), made])).toEqual({ happened: { type: 'told', deployment: 1 } });
    repository.world.deployments[0]?.told.splice(0);
    expect(await look('tell', [found(), made])).toEqual({ didNot: true });
  });

  it('that a person did not see, though it was there, is not made twice', async () => {
    const { git, repository } = aRepository();
    git.tag('v1.5.0', 'develop');
    const { facts } = await record(repository);
    const before = facts.filter(({ type }) => type === 'found');

    expect((await record(repository, { facts: before })).move).toMatchObject({ output: { deployment: 1 } });
    expect(repository.world.deployments).toHaveLength(1);
  });

  it('that a person saw, though nobody knew its number, is found and told', async () => {
    const { git, repository } = aRepository();
    git.tag('v1.5.0', 'develop');
    const { facts } = await record(repository);
    repository.world.deployments[0]?.told.splice(0);
    const said = { type: 'recorded', deployment: null };
    const { move } = await record(repository, { facts: [...facts.filter(({ type }) => type === 'found'), said] });

    expect(move).toMatchObject({ output: { deployment: 1 } });
    expect(repository.world.deployments).toMatchObject([{ told: [{ url: 'https://app.example' }] }]);
  });

  it('that is not there, though a person saw it, can not be told', async () => {
    const { repository } = aRepository();
    const facts = [found(), { type: 'recorded', deployment: null }];
    const view = viewFor(deployment, SPEC, { playbook: PLAYBOOK, release: RELEASE, facts });

    await expect(deployment.actions?.tell.perform({ ...view, ...contextOf(repository) })).rejects.toThrow(
      'the host shows no deployment of production that this step made',
    );
  });

  it.each(['create', 'tell'] as const)('certainly did not happen when the look before %s fails', async (action) => {
    const { repository } = aRepository();
    const facts = [found(), ...(action === 'tell' ? [{ type: 'recorded', deployment: null }] : [])];
    const view = viewFor(deployment, SPEC, { playbook: PLAYBOOK, release: RELEASE, facts });
    const find = () => Promise.reject(new UserError('github_refused', 'GitHub refused', { fix: 'Give the right.' }));
    const context = contextOf({ ...repository, deployments: { ...repository.deployments, find } });
    const error = await deployment.actions?.[action]
      .perform({ ...view, ...context })
      .catch((thrown: unknown) => thrown);

    expect(error).toEqual(new DidNotHappen('GitHub refused. Give the right.'));
    expect(error).toBeInstanceOf(DidNotHappen);
  });

  it('of another round is another one', async () => {
    const { git, repository } = aRepository();
    git.tag('v1.5.0', 'develop');
    await record(repository);
    const view = viewFor(deployment, SPEC, { playbook: PLAYBOOK, release: RELEASE, facts: [found()] });
    const context = { ...view, ...contextOf(repository), key: 'web-7/main/step/2/create' };

    expect(await deployment.actions?.create.perform(context)).toEqual({ type: 'recorded', deployment: 2 });
  });
});

function hotfixes() {
  const release = { pattern: 'hotfix/v<version>', from: 'tags/production' };
  return { ...PLAYBOOK, branches: { ...BRANCHES, release } };
}
