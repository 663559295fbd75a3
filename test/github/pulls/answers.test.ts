import { describe, expect, it } from '@jest/globals';
import { DidNotHappen } from '../../../src/core/errors.ts';
import { pullMerged } from '../../../src/github/pulls/merge.ts';
import { groupsOf } from '../../../src/github/pulls/queue.ts';
import { reviewsOf } from '../../../src/github/pulls/reviews.ts';
import { mergeOutcome } from '../../../src/github/refs.ts';

const refused = (status: number, words: string) => ({ refused: { status, words } });

describe('a merge of two branches', () => {
  it.each([
    ['made a commit', { done: { sha: 'a1' } }, { merged: 'a1' }],
    ['had nothing to do', { done: '' as const }, { already: true }],
    ['met a conflict', refused(409, '`Merge conflict`'), { conflict: '`Merge conflict`' }],
    [
      'met a ruleset',
      refused(409, 'Repository rule violations found'),
      { refused: 'Repository rule violations found' },
    ],
    ['met a lock', refused(422, 'Branch is locked'), { refused: 'Branch is locked' }],
    ['lacks a right', refused(403, 'Resource not accessible'), { refused: 'Resource not accessible' }],
  ])('%s', (_what, attempted, outcome) => {
    expect(mergeOutcome(attempted)).toEqual(outcome);
  });

  it('of what is not there did not happen', () => {
    expect(() => mergeOutcome(refused(404, 'Base does not exist'))).toThrow(DidNotHappen);
  });
});

describe('a merge of a pull request', () => {
  it.each([
    ['made a commit', { done: { merged: true, sha: 'a1', message: 'merged' } }, { merged: 'a1' }],
    ['met another head', refused(409, 'Head branch was modified. Review and try the merge again.'), { moved: true }],
    ['met another base', refused(405, 'Base branch was modified'), { refused: 'Base branch was modified' }],
    [
      'met another base, said with 409',
      refused(409, 'Base branch was modified'),
      { refused: 'Base branch was modified' },
    ],
    ['met a merge queue', refused(405, 'Changes must be made through the merge queue'), { queued: true }],
    ['met a conflict', refused(405, 'Pull Request is not mergeable'), { refused: 'Pull Request is not mergeable' }],
    [
      'lacks a check',
      refused(405, 'Required status check "ci" is expected.'),
      { refused: expect.stringContaining('ci') },
    ],
    ['lacks a right', refused(403, 'not accessible'), { refused: 'not accessible' }],
  ])('%s', (_what, attempted, outcome) => {
    expect(pullMerged(attempted)).toEqual(outcome);
  });

  it('that is not there did not happen', () => {
    expect(() => pullMerged(refused(404, 'Not Found'))).toThrow(DidNotHappen);
  });
});

describe('reviews', () => {
  const review = (login: string | null, state: 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED' | 'COMMENTED') => ({
    author: login === null ? null : { login },
    state,
    submittedAt: '2026-11-25T10:00:00Z',
    commit: { oid: 'a1' },
  });

  it('are those of others, as long as they stand', () => {
    const nodes = [
      review('ana', 'APPROVED'),
      review('ben', 'CHANGES_REQUESTED'),
      review('author', 'APPROVED'),
      review('cleo', 'DISMISSED'),
      review('dan', 'COMMENTED'),
      review(null, 'APPROVED'),
    ];

    const { opinions } = reviewsOf({
      author: { login: 'author' },
      reviewDecision: 'REVIEW_REQUIRED',
      latestOpinionatedReviews: { nodes },
      reviewRequests: null,
    });

    expect(opinions).toEqual([
      { login: 'ana', state: 'approved', commit: 'a1', at: Date.UTC(2026, 10, 25, 10) },
      { login: 'ben', state: 'changes-requested', commit: 'a1', at: Date.UTC(2026, 10, 25, 10) },
    ]);
  });

  it('are awaited from people, not from teams that can’t be seen', () => {
    const { awaited, decision } = reviewsOf({
      author: null,
      reviewDecision: null,
      latestOpinionatedReviews: null,
      reviewRequests: {
        nodes: [{ requestedReviewer: { login: 'ana' } }, { requestedReviewer: null }, { requestedReviewer: {} }],
      },
    });

    expect({ awaited, decision }).toEqual({ awaited: ['ana'], decision: null });
  });
});

describe('a merge queue', () => {
  const entry = (position: number, number: number, oid: string | null) => ({
    position,
    pullRequest: { number },
    headCommit: oid === null ? null : { oid, status: null },
  });

  it('builds each pull request on top of those that wait before it', () => {
    const groups = groupsOf([entry(3, 30, null), entry(1, 10, 'a1'), entry(2, 20, 'b2')]);

    expect(groups).toEqual([
      { head: 'a1', pulls: [10], told: null },
      { head: 'b2', pulls: [10, 20], told: null },
    ]);
  });
});
