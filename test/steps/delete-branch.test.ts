import { describe, expect, it } from '@jest/globals';
import remove from '../../src/steps/delete-branch.ts';
import { drive } from '../support/drive.ts';
import { MemoryGit } from '../support/memory-git.ts';
import { memoryRepository } from '../support/memory-repository.ts';
import { BRANCHES } from '../support/release-branches.ts';
import { type ViewParts, viewFor } from '../support/step-view.ts';

const KEPT = { value: 'release', keep: 'archive/v<version>' };
const BARE = { value: 'release' };
const HEAD = 'aaaaaaa000000000000000000000000000000000';
const OTHER = 'bbbbbbb000000000000000000000000000000000';
const PLAYBOOK = {
  branches: BRANCHES,
};

const looked = (more: object = {}) => ({
  type: 'looked',
  branch: 'release/v1.5.0',
  head: HEAD,
  kept: null,
  only: 0,
  ...more,
});
const kept = { type: 'kept', tag: 'archive/v1.5.0', commit: HEAD };

describe('a branch that is deleted', () => {
  it.each<[string, object, ViewParts, object]>([
    ['is looked at first', KEPT, {}, { do: 'act', action: 'look' }],
    ['is kept under a tag first', KEPT, { facts: [looked()] }, { do: 'act', action: 'keep' }],
    ['is deleted when the tag is set', KEPT, { facts: [looked(), kept] }, { do: 'act', action: 'delete' }],
    ['is deleted when the tag was there', KEPT, { facts: [looked({ kept: HEAD })] }, { do: 'act', action: 'delete' }],
    [
      'is done',
      KEPT,
      { facts: [looked(), kept, { type: 'deleted' }] },
      {
        do: 'finish',
        note: '`release/v1.5.0` is deleted; `archive/v1.5.0` keeps aaaaaaa',
        output: { branch: 'release/v1.5.0', tag: 'archive/v1.5.0', commit: HEAD },
      },
    ],
    [
      'may be gone already',
      KEPT,
      { facts: [looked({ head: null, kept: HEAD })] },
      { do: 'finish', note: '`release/v1.5.0` was gone already', output: { tag: 'archive/v1.5.0', commit: HEAD } },
    ],
    [
      'stays when the tag keeps something else',
      KEPT,
      { facts: [looked({ kept: OTHER })] },
      { do: 'fail', reason: expect.stringContaining('`archive/v1.5.0` is on bbbbbbb already') },
    ],
    ['needs no tag when all of it is elsewhere', BARE, { facts: [looked()] }, { do: 'act', action: 'delete' }],
    [
      'is asked about when some of it is nowhere else',
      BARE,
      { facts: [looked({ only: 2 })] },
      {
        do: 'wait',
        ask: {
          question:
            '`release/v1.5.0` has 2 commits that are in no other branch of the playbook, and no tag keeps them. Delete it all the same?',
        },
      },
    ],
    [
      'is deleted when a person says so',
      BARE,
      { facts: [looked({ only: 2 }), { type: 'accepted' }] },
      { do: 'act', action: 'delete' },
    ],
    [
      'is looked at again when it moved',
      KEPT,
      { facts: [looked(), kept, { type: 'moved' }] },
      { do: 'act', action: 'look' },
    ],
    [
      'is never the work branch',
      { value: 'work' },
      {},
      { do: 'fail', reason: '`develop` stays from release to release, and is never deleted' },
    ],
    ['is never production', { value: 'production' }, {}, { do: 'fail' }],
    [
      'is never the work branch under another name',
      BARE,
      { playbook: { branches: { work: { pattern: 'develop' } } } },
      { do: 'fail', reason: '`develop` stays from release to release, and is never deleted' },
    ],
  ])('%s', (_fact, spec, parts, move) => {
    expect(remove.next(viewFor(remove, spec, { playbook: PLAYBOOK, ...parts }))).toMatchObject(move);
  });
});

function aRepository() {
  const git = new MemoryGit();
  git.commit('main');
  git.cut('develop', 'main');
  git.cut('release/v1.5.0', 'main');
  const head = git.commit('release/v1.5.0', { subject: 'feat: search' });
  return { git, head, repository: memoryRepository(git) };
}

describe('a branch that is deleted at the host', () => {
  it.each([[undefined], ['refs.createTag'], ['refs.deleteBranch']])(
    'keeps its commits when %s is lost',
    async (lost) => {
      const { git, head, repository } = aRepository();
      if (lost) repository.next(lost, 'lose');
      const { move } = await drive(remove, KEPT, { playbook: PLAYBOOK, repository });

      expect(move).toMatchObject({ do: 'finish' });
      expect(git.tags.get('archive/v1.5.0')?.commit).toBe(head);
      expect(git.branches.has('release/v1.5.0')).toBe(false);
    },
  );

  it('keeps what was pushed in the meantime', async () => {
    const { git, head, repository } = aRepository();
    git.tag('archive/v1.5.0', head);
    const later = git.commit('release/v1.5.0', { subject: 'fix: late' });
    const facts = [looked({ head, kept: head })];
    const { move } = await drive(remove, KEPT, { playbook: PLAYBOOK, facts, repository });

    expect(move).toMatchObject({ do: 'fail', reason: expect.stringContaining('would not keep all commits') });
    expect(git.branches.get('release/v1.5.0')).toBe(later);
  });

  it('counts what is nowhere else', async () => {
    const { git, repository } = aRepository();
    const asked = await drive(remove, BARE, { playbook: PLAYBOOK, repository });
    git.merge('develop', 'release/v1.5.0', 'Merge release');
    const done = await drive(remove, BARE, { playbook: PLAYBOOK, repository });

    expect(asked.move).toMatchObject({
      do: 'wait',
      ask: { question: expect.stringContaining('has 1 commit that is in') },
    });
    expect(done.move).toMatchObject({ do: 'finish' });
  });
});
