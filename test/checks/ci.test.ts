import { describe, expect, it } from '@jest/globals';
import ci from '../../src/checks/ci.ts';
import type { Gate } from '../../src/core/repository/gates.ts';
import { aCodeBase, askOf, CODE } from '../support/repository-check.ts';
import { aPlaybook } from '../support/step-view.ts';

const gate = (name: string, state: Gate['state'], more: Partial<Gate> = {}): Gate => ({
  name,
  state,
  required: false,
  word: state,
  url: null,
  ...more,
});

/** What CI said about the newest commit of `develop`. */
async function askCi(value: string, gates: readonly Gate[]) {
  const repository = aCodeBase();
  repository.world.gates.set(repository.world.git.branches.get('develop') ?? '', gates);
  return askOf(ci, { value }, { repository });
}

const needed = (name: string, state: Gate['state']): Gate => gate(name, state, { required: true });

describe('ci/all', () => {
  it.each<[string, readonly Gate[], object]>([
    ['passes when all pass', [gate('unit', 'pass'), gate('lint', 'pass')], { outcome: 'pass' }],
    [
      'fails when one does not, and says how it ended',
      [gate('unit', 'pass'), gate('lint', 'fail', { word: 'timed_out', url: 'https://ci.example/1' })],
      {
        outcome: 'fail',
        note: expect.stringContaining('lint did not pass (timed_out)'),
        evidence: ['fail: lint (timed_out) https://ci.example/1', 'pass: unit'],
      },
    ],
    ['asks only for what is required', [needed('unit', 'pass'), gate('flaky', 'fail')], { outcome: 'pass' }],
    ['fails with a required one', [needed('unit', 'fail'), gate('lint', 'pass')], { outcome: 'fail' }],
    [
      'is not known while one runs',
      [gate('unit', 'pass'), gate('e2e', 'pending')],
      { outcome: 'unknown', note: expect.stringMatching(/^still running on develop \(\w{7}\): e2e$/) },
    ],
    ['fails at once when one failed while others run', [gate('a', 'pending'), gate('b', 'fail')], { outcome: 'fail' }],
    [
      'is not known while a required one has said nothing',
      [needed('unit', 'pass'), needed('security', 'missing')],
      { outcome: 'unknown', note: expect.stringContaining('security') },
    ],
    [
      'is never a pass without any check',
      [],
      { outcome: 'unknown', note: expect.stringContaining('nothing has checked') },
    ],
    [
      'does not count our own word about a freeze',
      [gate('unit', 'pass'), needed('release-freeze/web-7', 'fail'), needed('release-freeze', 'missing')],
      { outcome: 'pass' },
    ],
    ['is no pass with our own word alone', [gate('release-freeze/web-7', 'pass')], { outcome: 'unknown' }],
  ])('%s', async (_fact, gates, expected) => {
    expect(await askCi('all', gates)).toMatchObject(expected);
  });
});

describe('ci/unit', () => {
  it.each<[string, readonly Gate[], object]>([
    ['asks for the one of that name', [gate('unit', 'pass'), gate('lint', 'fail')], { outcome: 'pass' }],
    ['knows it however it is written', [gate('CI / Unit', 'fail')], { outcome: 'fail' }],
    ['asks for all of that name', [gate('unit', 'pass'), gate('nightly/unit', 'fail')], { outcome: 'fail' }],
    [
      'is unknown without one, and says which there are',
      [gate('unit-tests', 'pass'), gate('lint', 'pass')],
      { outcome: 'unknown', note: expect.stringContaining('there are unit-tests and lint') },
    ],
  ])('%s', async (_fact, gates, expected) => {
    expect(await askCi('unit', gates)).toMatchObject(expected);
  });
});

describe('the commit that is asked for', () => {
  const good = [gate('unit', 'pass')];

  it('is that of the release branch, once it exists', async () => {
    const repository = aCodeBase();
    const { git, gates } = repository.world;
    gates.set(git.cut('release/v1.5.0', 'develop'), good);
    gates.set(git.commit('develop'), [gate('unit', 'fail')]);

    expect(await askOf(ci, { value: 'all' }, { repository })).toMatchObject({
      outcome: 'pass',
      note: expect.stringContaining('release/v1.5.0'),
    });
  });

  it('is that of the tag which the release is cut from', async () => {
    const repository = aCodeBase();
    const playbook = aPlaybook({
      ...CODE,
      branches: { ...CODE.branches, release: { pattern: 'hotfix/v<version>', from: 'tags/production' } },
    });
    repository.world.git.tag('v1.10.0-rc.1', 'develop');
    repository.world.gates.set(repository.world.git.resolve('v1.4.0') ?? '', good);

    expect(await askOf(ci, { value: 'all' }, { repository, more: { playbook } })).toMatchObject({
      outcome: 'pass',
      note: expect.stringContaining('v1.4.0'),
    });
  });

  it('is none where nothing is there', async () => {
    const repository = aCodeBase();
    repository.world.git.branches.clear();

    expect(await askOf(ci, { value: 'all' }, { repository })).toMatchObject({ outcome: 'unknown' });
  });
});
