import { describe, expect, it } from '@jest/globals';
import merge from '../../src/steps/merge.ts';
import { drive } from '../support/drive.ts';
import { MemoryGit } from '../support/memory-git.ts';
import { aPull } from '../support/memory-pulls.ts';
import { memoryRepository } from '../support/memory-repository.ts';
import { BRANCHES } from '../support/release-branches.ts';
import { START, type ViewParts, viewFor } from '../support/step-view.ts';

const SPEC = { value: 'release into production' };
const HEAD = 'aaaaaaa000000000000000000000000000000000';
const NEW = 'bbbbbbb000000000000000000000000000000000';
const MAIN = 'ccccccc000000000000000000000000000000000';
const MERGED = 'ddddddd000000000000000000000000000000000';
const PLAYBOOK = {
  branches: BRANCHES,
};
const REVIEWED = { 'pull-request': 12, from: 'release/v1.5.0', into: 'main', head: HEAD, url: 'https://host/12' };
const AFTER_REVIEW = { outputs: { pr: REVIEWED } };

const pull = (more: object = {}) => ({
  number: 12,
  url: 'https://host/12',
  state: 'open',
  draft: false,
  head: HEAD,
  mergeCommit: null,
  mergedBy: null,
  mergeable: true,
  open: [],
  ...more,
});
const seen = (more: object = {}, minute = 0) => ({
  type: 'seen',
  minute,
  sight: {
    from: 'release/v1.5.0',
    into: 'main',
    head: HEAD,
    target: MAIN,
    missing: 3,
    pull: pull(),
    link: 'https://host/compare',
    ...more,
  },
});
const seenPull = (more: object) => seen({ pull: pull(more) });
const alone = (more: object = {}) => seen({ pull: null, ...more });
const done = (type: string, more: object = {}) => ({ type, ...more });
const BY_HAND = { state: 'merged', mergeCommit: MERGED, mergedBy: 'dana' };

const next = (parts: ViewParts, spec: object = SPEC) =>
  merge.next(viewFor(merge, spec, { playbook: PLAYBOOK, ...parts }));

describe('the merge of a pull request', () => {
  it.each<[string, ViewParts, object]>([
    ['looks first', {}, { do: 'act', action: 'look' }],
    ['is made at the head that was reviewed', { facts: [seen()], more: AFTER_REVIEW }, { do: 'act', action: 'merge' }],
    [
      'does not take another pair of branches for its own',
      {
        facts: [seenPull({ head: NEW })],
        more: { outputs: { pr: { ...REVIEWED, into: 'develop' }, other: { ...REVIEWED, from: 'main' } } },
      },
      { do: 'act', action: 'merge' },
    ],
    ['is made of one that was found', { facts: [seen()] }, { do: 'act', action: 'merge' }],
    [
      'is done with its commit',
      { facts: [seen(), done('merged', { commit: MERGED })] },
      {
        do: 'finish',
        note: '`release/v1.5.0` is in `main` as ddddddd',
        output: { merged: MERGED, from: 'release/v1.5.0', into: 'main', 'pull-request': 12 },
      },
    ],
    [
      'is not made when the head moved after the approval',
      { facts: [seenPull({ head: NEW })], more: AFTER_REVIEW },
      {
        do: 'wait',
        pollMs: 30_000,
        ask: {
          question: expect.stringContaining('moved from aaaaaaa to bbbbbbb after it was approved'),
          answers: [{ verb: 'accept', label: 'Merge bbbbbbb' }, { verb: 'again' }],
        },
      },
    ],
    [
      'is made at the new head when a person says so',
      { facts: [seenPull({ head: NEW }), done('accepted')], more: AFTER_REVIEW },
      { do: 'act', action: 'merge' },
    ],
    [
      'is not made at a head that moved again',
      { facts: [seenPull({ head: NEW }), done('accepted'), seenPull({ head: MAIN })], more: AFTER_REVIEW },
      { do: 'wait', ask: { answers: [{ label: 'Merge ccccccc' }, {}] } },
    ],
    [
      'looks again when the head moved under its hands',
      { facts: [seen(), done('moved')] },
      { do: 'act', action: 'look' },
    ],
    [
      'pauses when the host contradicts itself',
      { facts: [seen(), done('moved'), seen(), done('moved'), seen(), done('moved')] },
      { do: 'wait', pollMs: 30_000 },
    ],
    [
      'waits while the host works out whether it can be',
      { facts: [seenPull({ mergeable: null })] },
      { do: 'wait', pollMs: 2_000 },
    ],
    ['looks after that', { facts: [seenPull({ mergeable: null })], minute: 0.04 }, { do: 'act', action: 'look' }],
    [
      'is left to people when there are conflicts',
      { facts: [seenPull({ mergeable: false })] },
      {
        do: 'fail',
        reason:
          '#12 (https://host/12) has conflicts: solve them on its branch, then try again. What is pushed for that wants another approval',
      },
    ],
    [
      'waits for the checks that its branch asks for, and names them',
      { facts: [seenPull({ open: ['`ci/test`, which is running', '`ci/lint`, which failed'] })] },
      {
        do: 'wait',
        pollMs: 30_000,
        why: '#12 (https://host/12) waits for `ci/test`, which is running and `ci/lint`, which failed',
      },
    ],
    [
      'waits for a draft to be ready',
      { facts: [seenPull({ draft: true })] },
      { do: 'wait', why: expect.stringContaining('is a draft') },
    ],
    [
      'waits for a closed one to be opened again',
      { facts: [seenPull({ state: 'closed' })] },
      { do: 'wait', why: expect.stringContaining('closed without being merged') },
    ],
    [
      'that somebody else made is asked about',
      { facts: [seenPull(BY_HAND)] },
      {
        do: 'wait',
        ask: {
          question: 'It was merged by dana as ddddddd (https://host/12): go on with that?',
          answers: [{ label: 'It is right so' }, { label: 'Look again' }],
        },
      },
    ],
    [
      'that somebody else made counts when a person says so',
      { facts: [seenPull(BY_HAND), done('accepted', { by: 'UROSA' })] },
      { do: 'finish', output: { merged: MERGED } },
    ],
    [
      'goes through the queue where the branch has one',
      { facts: [seen(), done('queue-needed')] },
      { do: 'act', action: 'enqueue' },
    ],
    [
      'waits for the queue',
      { facts: [seen(), done('queue-needed'), done('enqueued')] },
      { do: 'wait', why: '#12 (https://host/12) is in the merge queue', pollMs: 30_000 },
    ],
    [
      'is done when the queue has merged',
      { facts: [seen(), done('enqueued'), seenPull({ ...BY_HAND, mergedBy: 'the-queue' })] },
      { do: 'finish', note: '#12 (https://host/12) was merged by the-queue as ddddddd' },
    ],
    [
      'asks after an hour whether the queue has put it out',
      { facts: [seen(), done('enqueued')], samples: [{ minute: 60, body: { same: true } }], minute: 60 },
      { do: 'wait', ask: { answers: [{ label: 'Put it into the queue again' }, {}] } },
    ],
    [
      'is put into the queue again when a person says so',
      { facts: [seen(), done('enqueued'), done('accepted')] },
      { do: 'act', action: 'enqueue' },
    ],
    [
      'says what the host refused',
      { facts: [seen(), done('refused', { why: 'two reviews are needed' })] },
      {
        do: 'fail',
        reason: 'the host refused to merge #12 (https://host/12): two reviews are needed. See to it, then try again',
      },
    ],
    [
      'misses the one that was reviewed',
      { facts: [alone()], more: AFTER_REVIEW },
      { do: 'fail', reason: '#12, which was reviewed, is not there any more' },
    ],
    [
      'needs somewhere to merge into',
      { facts: [seen({ target: null })] },
      { do: 'fail', reason: expect.stringContaining('no branch `main`') },
    ],
  ])('%s', (_fact, parts, move) => {
    expect(next(parts)).toMatchObject(move);
  });

  it('looks at once when there is news of the repository', () => {
    const facts = [seenPull({ open: ['`ci/test`, which is running'] })];
    const view = { ...viewFor(merge, SPEC, { facts, minute: 0.1, playbook: PLAYBOOK }), heardAt: START + 1 };

    expect(merge.next(view)).toEqual({ do: 'act', action: 'look' });
  });
});

describe('the merge of a branch', () => {
  const BACK = { value: 'production into work' };
  it.each<[string, ViewParts, object]>([
    ['is made without a pull request', { facts: [alone()] }, { do: 'act', action: 'merge-branches' }],
    [
      'back has nothing to do when everything is there',
      { facts: [alone({ from: 'main', into: 'develop', missing: 0 })] },
      { do: 'finish', note: 'everything of `main` was in `develop` already', output: { merged: MAIN } },
    ],
    [
      'of a release that is in production already is asked about',
      { facts: [alone({ missing: 0 })] },
      { do: 'wait', ask: { question: expect.stringContaining('Go on with `main` at ccccccc?') } },
    ],
    [
      'of a release that is in production already counts when a person says so',
      { facts: [alone({ missing: 0 }), done('accepted', { by: 'UROSA' })] },
      { do: 'finish', output: { merged: MAIN } },
    ],
    [
      'is left to people when there is a conflict',
      { facts: [alone(), done('conflict', { why: 'both sides changed a.txt' })] },
      {
        do: 'fail',
        reason:
          "`release/v1.5.0` can't be merged into `main`: both sides changed a.txt. Solve it on a branch of your own (https://host/compare), then try again",
      },
    ],
    [
      'becomes a pull request where a rule keeps us out',
      { facts: [alone(), done('shut', { why: 'a review is needed' })] },
      { do: 'act', action: 'open' },
    ],
    [
      'then waits for people to merge it',
      {
        facts: [alone(), done('shut', { why: 'a review is needed' }), done('opened', { number: 12, url: 'u' }), seen()],
      },
      {
        do: 'wait',
        why: 'a rule of `main` keeps Shipmate out (a review is needed): a person merges #12 (https://host/12)',
        pollMs: 30_000,
      },
    ],
    [
      'is done when they have',
      { facts: [alone(), done('shut', { why: 'x' }), done('opened', { number: 12, url: 'u' }), seenPull(BY_HAND)] },
      { do: 'finish', output: { merged: MERGED } },
    ],
    [
      'needs something to merge',
      { facts: [alone({ head: null })] },
      { do: 'fail', reason: expect.stringContaining('there is no `release/v1.5.0` to merge') },
    ],
  ])('%s', (_fact, parts, move) => {
    expect(next(parts, BACK)).toMatchObject(move);
  });
});

/** main and the release branch have parted; develop is where main was. */
function aRepository() {
  const git = new MemoryGit();
  git.commit('main', { files: { 'a.txt': '1' } });
  git.cut('develop', 'main');
  git.cut('release/v1.5.0', 'main');
  const head = git.commit('release/v1.5.0', { subject: 'feat: search', files: { 'b.txt': '1' } });
  return { git, head, repository: memoryRepository(git) };
}

function withPull() {
  const made = aRepository();
  made.repository.world.pulls.set(
    12,
    aPull({ number: 12, head: { branch: 'release/v1.5.0', commit: made.head, isFork: false } }),
  );
  return { ...made, more: { outputs: { pr: { ...REVIEWED, head: made.head } } } };
}

describe('a merge at the host', () => {
  const run = (parts: Parameters<typeof drive>[2], spec: object = SPEC) =>
    drive(merge, spec, { playbook: PLAYBOOK, ...parts });
  const BACK = { value: 'production into work' };

  it('merges the reviewed pull request, with its message', async () => {
    const { repository, git, more } = withPull();
    const { move } = await run({ repository, more }, { ...SPEC, message: 'Release v<version>' });

    expect(move).toMatchObject({ do: 'finish', output: { merged: git.branches.get('main'), 'pull-request': 12 } });
    expect(git.reachable('main')[0]).toMatchObject({ subject: 'Release v1.5.0' });
  });

  it('does not merge what was pushed after the approval', async () => {
    const { repository, git, more } = withPull();
    const before = git.branches.get('main');
    git.commit('release/v1.5.0', { subject: 'feat: sneaky' });

    expect((await run({ repository, more })).move).toMatchObject({
      do: 'wait',
      ask: { answers: [{ verb: 'accept' }, {}] },
    });
    expect(git.branches.get('main')).toBe(before);
  });

  it('does not merge what is pushed at that very moment', async () => {
    const { repository, git, head, more } = withPull();
    const before = git.branches.get('main');
    git.commit('release/v1.5.0', { subject: 'feat: sneaky' });
    const facts = [seen({ head, pull: pull({ head }) })];

    expect((await run({ repository, more, facts })).move).toMatchObject({ do: 'wait', ask: { answers: [{}, {}] } });
    expect(git.branches.get('main')).toBe(before);
  });

  it.each(['lose', 'refuse'] as const)('merges once when the host happens to %s the call', async (trouble) => {
    const { repository, git, more } = withPull();
    repository.next('pulls.merge', trouble);

    expect((await run({ repository, more })).move).toMatchObject({
      do: 'finish',
      output: { merged: git.branches.get('main') },
    });
    expect(git.reachable('main').filter(({ parents }) => parents.length === 2)).toHaveLength(1);
  });

  it('waits for a required check, and for nothing that a freeze says', async () => {
    const { repository, head, more } = withPull();
    const gate = { state: 'missing', required: true, word: 'expected', url: null } as const;
    repository.world.gates.set(head, [
      { ...gate, name: 'ci/test' },
      { ...gate, name: 'release-freeze/web-7' },
      { ...gate, name: 'ci/optional', required: false },
    ]);

    expect((await run({ repository, more })).move).toMatchObject({
      do: 'wait',
      why: '#12 (https://host.example/acme/web/pull/12) waits for `ci/test`, which has not reported',
    });
  });

  it('waits for the review that the branch asks for', async () => {
    const { repository, more } = withPull();
    repository.world.reviews.set(12, { opinions: [], decision: 'review-required', awaited: [] });

    expect((await run({ repository, more })).move).toMatchObject({
      why: expect.stringContaining('the review that its branch asks for'),
    });
  });

  it('lets the queue merge, and then goes on', async () => {
    const { repository, more } = withPull();
    repository.world.rules.set('main', 'queue');
    const waiting = await run({ repository, more });

    expect(waiting.move).toMatchObject({ do: 'wait', why: expect.stringContaining('merge queue') });
    expect(repository.world.enqueued).toEqual([12]);

    const open = repository.world.pulls.get(12);
    repository.world.pulls.set(12, aPull({ ...open, state: 'merged', mergeCommit: MERGED, mergedBy: 'queue' }));
    const after = await run({ repository, more, facts: waiting.facts, minute: 1 });

    expect(after.move).toMatchObject({ do: 'finish', output: { merged: MERGED } });
  });

  it('queues once when the answer gets lost', async () => {
    const { repository, more } = withPull();
    repository.world.rules.set('main', 'queue');
    repository.next('pulls.enqueue', 'lose');
    await run({ repository, more });

    expect(repository.world.enqueued).toEqual([12]);
  });

  it('merges back without a pull request, once', async () => {
    const { repository, git } = aRepository();
    git.commit('main', { subject: 'Merge release', files: { 'b.txt': '1' } });
    git.commit('develop', { subject: 'feat: next', files: { 'c.txt': '1' } });
    repository.next('refs.merge', 'lose');
    const { move } = await run({ repository }, BACK);

    expect(move).toMatchObject({
      do: 'finish',
      output: { merged: git.branches.get('develop'), from: 'main', into: 'develop' },
    });
    expect(git.file('develop', 'b.txt')).toBe('1');
    expect(git.file('develop', 'c.txt')).toBe('1');
    expect(repository.world.calls.filter((call) => call === 'refs.merge')).toHaveLength(1);
  });

  it('names the files of a conflict', async () => {
    const { repository, git } = aRepository();
    git.commit('main', { files: { 'a.txt': '2' } });
    git.commit('develop', { files: { 'a.txt': '3' } });

    expect((await run({ repository }, BACK)).move).toMatchObject({
      do: 'fail',
      reason: expect.stringContaining("`main` can't be merged into `develop`: both sides changed a.txt"),
    });
  });

  it('opens one pull request where a rule keeps it out', async () => {
    const { repository, git } = aRepository();
    git.commit('main', { subject: 'Merge release' });
    repository.world.rules.set('develop', { refused: 'a review is needed' });
    repository.next('pulls.create', 'lose');
    const { move } = await run({ repository }, BACK);

    expect(move).toMatchObject({ do: 'wait', why: expect.stringContaining('a rule of `develop` keeps Shipmate out') });
    expect([...repository.world.pulls.values()]).toMatchObject([
      { title: 'Merge main into develop', base: 'develop', body: expect.stringContaining('a review is needed') },
    ]);
  });

  it('finds a pull request that a person has opened', async () => {
    const { repository } = withPull();

    expect((await run({ repository })).move).toMatchObject({ do: 'finish', output: { 'pull-request': 12 } });
  });

  it('takes no old pull request between the same branches for its own', async () => {
    const { repository, git } = aRepository();
    git.commit('main', { subject: 'Merge release', files: { 'b.txt': '1' } });
    const old = {
      number: 3,
      base: 'develop',
      state: 'merged',
      head: { branch: 'main', commit: HEAD, isFork: false },
    } as const;
    repository.world.pulls.set(3, aPull(old));

    expect((await run({ repository }, BACK)).move).toMatchObject({ do: 'finish', output: { into: 'develop' } });
    expect(repository.world.calls).toContain('refs.merge');
  });
});
