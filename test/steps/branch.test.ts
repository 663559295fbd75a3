import { describe, expect, it } from '@jest/globals';
import branch from '../../src/steps/branch.ts';
import { drive } from '../support/drive.ts';
import { MemoryGit } from '../support/memory-git.ts';
import { memoryRepository } from '../support/memory-repository.ts';
import { anAnswer, type ViewParts, viewFor } from '../support/step-view.ts';

const SPEC = { value: 'release' };
const START = 'aaaaaaa000000000000000000000000000000000';
const OTHER = 'bbbbbbb000000000000000000000000000000000';
const TAGS = { production: 'v<version>' };
const PLAYBOOK = { tags: TAGS };

const proposed = (more: object = {}) => ({
  type: 'proposed',
  from: '1.4.2',
  version: '1.5.0',
  raised: null,
  breaking: [],
  breakingCount: 0,
  commits: 12,
  ...more,
});
const SMALL = proposed({ version: '1.4.3', raised: '2.0.0', breaking: ['feat!: drop v1'], breakingCount: 1 });
const CHOSEN = { type: 'chosen', version: '1.5.0' };
const looked = (there: string | null, start: string | null = START) => ({
  type: 'looked',
  branch: 'release/v1.5.0',
  from: '`develop`',
  start,
  there,
});
const PROVISIONAL = { provisional: true, version: '1.4.3' };

describe('a branch', () => {
  it.each<[string, ViewParts, object]>([
    ['first reads what was committed', { release: PROVISIONAL }, { do: 'act', action: 'propose' }],
    [
      'makes the proposed version the final one',
      { release: PROVISIONAL, facts: [proposed()] },
      {
        do: 'record',
        fact: { type: 'chosen', version: '1.5.0' },
        emit: [{ emit: 'version', version: '1.5.0', final: true }],
      },
    ],
    [
      'points out a breaking change in a patch',
      { release: PROVISIONAL, facts: [SMALL] },
      {
        do: 'wait',
        ask: {
          question:
            '1 commit breaks something since `1.4.2` (`feat!: drop v1`), and `1.4.3` is only a patch. Keep it, or make it `2.0.0`?',
          of: ['qa'],
          answers: [{ verb: 'raise-version', label: 'Make it 2.0.0' }, { verb: 'keep-version' }],
        },
      },
    ],
    [
      'raises the version when a person wants it',
      { release: PROVISIONAL, facts: [SMALL, { type: 'judged', choice: 'raise' }] },
      { do: 'record', fact: { version: '2.0.0' }, emit: [{ version: '2.0.0' }] },
    ],
    [
      'keeps it when a person wants that',
      { release: PROVISIONAL, facts: [SMALL, { type: 'judged', choice: 'keep' }] },
      { do: 'record', fact: { version: '1.4.3' }, emit: [{ version: '1.4.3' }] },
    ],
    [
      'points out a breaking change in a version that a person gave, which stays',
      { release: { version: '1.4.3' }, facts: [SMALL] },
      { do: 'wait', ask: { answers: [{ verb: 'keep-version' }] } },
    ],
    ['then looks where it would be cut', { facts: [proposed(), CHOSEN] }, { do: 'act', action: 'look' }],
    [
      'looks again after the version got another name for it',
      { facts: [CHOSEN, { ...looked(null), branch: 'release/v1.4.3' }] },
      { do: 'act', action: 'look' },
    ],
    ['is cut where there is none', { facts: [CHOSEN, looked(null)] }, { do: 'act', action: 'create' }],
    [
      'is done when it is cut',
      { facts: [CHOSEN, looked(null), { type: 'created', branch: 'release/v1.5.0', commit: START }] },
      {
        do: 'finish',
        note: '`release/v1.5.0` was cut at aaaaaaa',
        output: { branch: 'release/v1.5.0', commit: START, version: '1.5.0' },
      },
    ],
    [
      'that is there already at the same commit is fine',
      { facts: [CHOSEN, looked(START)] },
      {
        do: 'finish',
        note: '`release/v1.5.0` is there already, at aaaaaaa as it should be',
        output: { commit: START },
      },
    ],
    [
      'that is there at another commit is asked about',
      { facts: [CHOSEN, looked(OTHER)] },
      {
        do: 'wait',
        ask: {
          question:
            '`release/v1.5.0` is there already, at bbbbbbb, while `develop` is at aaaaaaa. Shipmate did not make it. Release what is on it?',
          answers: [
            { verb: 'accept', label: 'It is right so' },
            { verb: 'again', label: 'Look again' },
          ],
        },
      },
    ],
    [
      'that a person says is right is taken as it is',
      { facts: [CHOSEN, looked(OTHER), { type: 'accepted', by: 'UROSA' }] },
      { do: 'finish', output: { branch: 'release/v1.5.0', commit: OTHER, version: '1.5.0' } },
    ],
    ['is looked at again', { facts: [CHOSEN, looked(OTHER), { type: 'again' }] }, { do: 'act', action: 'look' }],
    [
      'that changed after a person said yes is asked about anew',
      { facts: [CHOSEN, looked(START), { type: 'accepted' }, looked(OTHER)] },
      { do: 'wait' },
    ],
    [
      'can not be cut from what is not there',
      { facts: [CHOSEN, looked(null, null)] },
      {
        do: 'fail',
        reason: '`release/v1.5.0` is to be cut from `develop`, and there is none: make it, then try again',
      },
    ],
    [
      'that an earlier step has cut is done, whatever is on it now',
      { more: { outputs: { branch: { branch: 'release/v1.5.0', commit: START, version: '1.5.0' } } } },
      { do: 'finish', note: '`release/v1.5.0` was cut before', output: { commit: START } },
    ],
    [
      'is not cut where the work branch itself is released',
      { playbook: { branches: { work: { pattern: 'develop' } } }, facts: [CHOSEN] },
      { do: 'finish', output: { branch: 'develop', version: '1.5.0' } },
    ],
  ])('%s', (_fact, parts, move) => {
    expect(
      branch.next(viewFor(branch, SPEC, { ...parts, playbook: { ...PLAYBOOK, ...parts.playbook } })),
    ).toMatchObject(move);
  });

  it('is no tag', () => {
    expect(() =>
      branch.next(viewFor(branch, { value: 'tags/production' }, { facts: [CHOSEN], playbook: PLAYBOOK })),
    ).toThrow('`tags/production` is a tag: only a branch can be used here');
  });

  it.each([
    ['keep-version', { type: 'judged', choice: 'keep' }],
    ['raise-version', { type: 'judged', choice: 'raise' }],
    ['accept', { type: 'accepted' }],
    ['again', { type: 'again' }],
  ])('hears %s', (verb, fact) => {
    expect(branch.hear?.(anAnswer(verb), viewFor(branch, SPEC))).toEqual(fact);
  });
});

/** develop is two commits ahead of the version 1.4.2, which is tagged on main. */
function aRepository(...subjects: string[]) {
  const git = new MemoryGit();
  git.commit('main', { files: { 'a.txt': '1' } });
  git.tag('v1.4.2', 'main');
  git.cut('develop', 'main');
  for (const subject of subjects) git.commit('develop', { subject });
  return memoryRepository(git);
}

const parts = (more: ViewParts = {}): ViewParts => ({ playbook: PLAYBOOK, release: PROVISIONAL, ...more });
const byCommits = {
  types: {
    weekly: {
      lineage: ['weekly'],
      bump: 'commits' as const,
      urgent: false,
      mayStart: [],
      overlap: 'ask' as const,
      criteria: {},
    },
  },
};

describe('a branch at the host', () => {
  it('is cut from the work branch, with the version that the commits ask for', async () => {
    const repository = aRepository('feat: search', 'fix: dates');
    const driven = await drive(branch, SPEC, {
      ...parts({ playbook: { ...PLAYBOOK, ...byCommits } }),
      repository,
    });

    expect(driven.move).toMatchObject({ do: 'finish', output: { branch: 'release/v1.5.0', version: '1.5.0' } });
    expect(repository.world.git.branches.get('release/v1.5.0')).toBe(repository.world.git.branches.get('develop'));
    expect(driven.release).toEqual({ provisional: false, version: '1.5.0' });
  });

  it('takes no version that is tagged already', async () => {
    const repository = aRepository('fix: dates');
    repository.world.git.tag('v1.6.0', 'main');
    const driven = await drive(branch, SPEC, { ...parts({ playbook: { ...PLAYBOOK, ...byCommits } }), repository });

    expect(driven.release.version).toBe('1.6.1');
  });

  it('is cut from the newest production tag where the type says so', async () => {
    const repository = aRepository('feat!: everything anew');
    const hotfix = {
      tags: TAGS,
      branches: { work: { pattern: 'develop' }, release: { pattern: 'hotfix/v<version>', from: 'tags/production' } },
    };
    await drive(branch, SPEC, { release: { version: '1.4.3' }, playbook: hotfix, repository });

    expect(repository.world.git.branches.get('hotfix/v1.4.3')).toBe(repository.world.git.tags.get('v1.4.2')?.commit);
  });

  it('is asked about a breaking change of the work branch', async () => {
    const driven = await drive(branch, SPEC, { ...parts(), repository: aRepository('feat!: <!channel> drop v1') });

    expect(driven.move).toMatchObject({ do: 'wait', ask: { question: expect.stringContaining('<!channel> drop v1') } });
  });

  it('is cut once when the answer gets lost', async () => {
    const repository = aRepository('fix: dates');
    repository.next('refs.createBranch', 'lose');
    const driven = await drive(branch, SPEC, { ...parts(), repository });

    expect(driven.move).toMatchObject({ do: 'finish' });
    expect(repository.world.calls.filter((call) => call === 'refs.createBranch')).toHaveLength(1);
  });

  it('that somebody makes at that very moment is asked about', async () => {
    const repository = aRepository('fix: dates');
    repository.next('refs.createBranch', 'refuse');
    const facts = [
      CHOSEN,
      { ...looked(null, repository.world.git.branches.get('develop') ?? ''), branch: 'release/v1.5.0' },
    ];
    repository.world.git.commit('release/v1.5.0');
    const driven = await drive(branch, SPEC, { playbook: PLAYBOOK, facts, repository });

    expect(driven.move).toMatchObject({ do: 'wait', ask: { answers: [{ verb: 'accept' }, { verb: 'again' }] } });
  });
});
