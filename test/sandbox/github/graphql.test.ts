import { describe, expect, it } from '@jest/globals';
import {
  COMMIT_FILES,
  ENQUEUE_PULL_REQUEST,
  MERGE_QUEUE,
  OPEN_PULL_REQUESTS,
  PULL_REQUEST_REVIEWS,
  pullRequestTexts,
} from '../../../src/github/documents.ts';
import { freshLoopback, KARS } from './loopback.ts';

const here = freshLoopback();
const ask = (document: string, variables: object = {}) =>
  here()
    .asApp()
    .graphql(document, { ...KARS, ...variables });

const input = (more: object = {}) => ({
  branch: { repositoryNameWithOwner: 'humac/kars', branchName: 'feat/saved-searches' },
  expectedHeadOid: here().tip('feat/saved-searches'),
  message: { headline: 'chore: bump', body: 'to 1.5.0' },
  fileChanges: { additions: [{ path: 'deep/down/a.txt', contents: Buffer.from('ä').toString('base64') }] },
  ...more,
});

describe('a commit over GraphQL', () => {
  it('is one commit with all its files', async () => {
    const { github, tip } = here();
    const parent = tip('feat/saved-searches');

    const answer = await ask(COMMIT_FILES, { input: input() });

    expect(answer).toEqual({ createCommitOnBranch: { commit: { oid: tip('feat/saved-searches') } } });
    expect(await github.file('feat/saved-searches', 'deep/down/a.txt')).toBe('ä');
    expect(await github.file('feat/saved-searches', 'README.md')).toContain('# KARS');
    expect(await github.subjects(`${parent}..feat/saved-searches`)).toEqual(['chore: bump']);
    expect(github.effects.map(({ kind }) => kind)).toEqual(['update-branch', 'commit']);
  });

  it.each([
    ['on a head that has moved', () => ({ expectedHeadOid: here().tip('main') }), 'STALE_DATA', 'did not.  Pull'],
    ['on no branch', () => ({ branch: { branchName: 'nowhere' } }), 'NOT_FOUND', 'No ref'],
  ])('%s is refused', async (_what, more, type, words) => {
    await expect(ask(COMMIT_FILES, { input: input(more()) })).rejects.toMatchObject({
      errors: [{ type, message: expect.stringContaining(words) }],
    });
    expect(here().github.effects).toEqual([]);
  });

  it('is refused by a rule', async () => {
    const { as, tip } = here();
    const onDevelop = input({ branch: { branchName: 'develop' }, expectedHeadOid: tip('develop') });

    await expect(as().graphql(COMMIT_FILES, { input: onDevelop })).rejects.toMatchObject({
      errors: [{ message: expect.stringContaining('Changes must be made through a pull request.') }],
    });
  });

  it('is refused when it changes a workflow without the right to', async () => {
    const additions = [{ path: '.github/workflows/ci.yml', contents: '' }];
    here().github.rights.app.workflows = 'none';

    await expect(ask(COMMIT_FILES, { input: input({ fileChanges: { additions } }) })).rejects.toMatchObject({
      errors: [{ type: 'FORBIDDEN', message: expect.stringContaining('without `workflows` permission') }],
    });
  });

  it('loses its answer after it was made, or is never made', async () => {
    const { github } = here();
    github.faults.add({ on: 'graphql.createCommitOnBranch', do: 'drop' });
    await expect(ask(COMMIT_FILES, { input: input() })).rejects.toThrow();
    const dropped = github.effects.length;
    github.faults.add({ on: 'graphql.*', do: 'lose-answer' });
    await expect(ask(COMMIT_FILES, { input: input() })).rejects.toThrow();

    expect([dropped, github.effects.length]).toEqual([0, 2]);
  });
});

describe('pull requests over GraphQL', () => {
  it('are all that are open, with what was told to them', async () => {
    const { github, asApp } = here();
    const context = 'release-freeze/kars-17';
    const { sha } = github.pull(45).head;
    await asApp().repos.createCommitStatus({ ...KARS, sha, state: 'failure', context, description: 'frozen' });
    await github.as('dana-kars').enableAutoMerge(46);

    const answer = await ask(OPEN_PULL_REQUESTS, { base: 'develop', context, after: null });

    expect(answer).toMatchObject({
      repository: {
        pullRequests: {
          pageInfo: { hasNextPage: false },
          nodes: expect.arrayContaining([
            expect.objectContaining({
              number: 45,
              author: expect.objectContaining({ login: 'dana-kars' }),
              closingIssuesReferences: { nodes: [{ number: 36 }] },
              files: { totalCount: 1, nodes: [{ path: 'backend/src/saved-searches.js' }] },
              commits: { nodes: [{ commit: { status: { context: { state: 'FAILURE', description: 'frozen' } } } }] },
            }),
            expect.objectContaining({ number: 44, autoMergeRequest: null, isDraft: false, isCrossRepository: false }),
          ]),
        },
      },
    });
  });

  it('are described by number, and null where there is none', async () => {
    await expect(ask(pullRequestTexts([41, 999]))).rejects.toMatchObject({
      data: { repository: { p41: { title: 'feat(export): export the monthly report as CSV' }, p999: null } },
      errors: [{ type: 'NOT_FOUND', path: ['repository', 'p999'] }],
    });
  });

  it('tell what reviewers decided', async () => {
    const { github, as } = here();
    await github.as('dana-kars').retarget(45, 'main');
    await as().pulls.requestReviewers({ ...KARS, pull_number: 45, reviewers: ['quinn-kars'] });
    const decision = async () => await ask(PULL_REQUEST_REVIEWS, { number: 45 });
    const before = await decision();
    await github.as('lee-kars').review(45, 'approve');

    expect(before).toMatchObject({
      repository: {
        pullRequest: {
          reviewDecision: 'REVIEW_REQUIRED',
          reviewRequests: { nodes: [{ requestedReviewer: { login: 'quinn-kars' } }] },
        },
      },
    });
    expect(await decision()).toMatchObject({
      repository: {
        pullRequest: {
          reviewDecision: 'APPROVED',
          latestOpinionatedReviews: { nodes: [{ author: { login: 'lee-kars' }, state: 'APPROVED' }] },
        },
      },
    });
  });

  it('wait in a queue, if there is one', async () => {
    const { github, asApp } = here();
    const queue = () => ask(MERGE_QUEUE, { base: 'develop', context: 'x' });
    const pullRequestId = 'PR_45';
    const none = await queue();
    await expect(ask(ENQUEUE_PULL_REQUEST, { input: { pullRequestId } })).rejects.toThrow('merge queue');
    await asApp().repos.createRepoRuleset({
      ...KARS,
      name: 'Queue',
      enforcement: 'active',
      conditions: { ref_name: { include: ['refs/heads/develop'], exclude: [] } },
      rules: [{ type: 'merge_queue' }],
    });
    github.ci.ms = 60_000;

    await ask(ENQUEUE_PULL_REQUEST, { input: { pullRequestId, expectedHeadOid: github.pull(45).head.sha } });

    expect(none).toEqual({ repository: { mergeQueue: null } });
    expect(await queue()).toMatchObject({
      repository: { mergeQueue: { entries: { nodes: [{ position: 1, pullRequest: { number: 45 } }] } } },
    });
  });
});

it('says that it does not know a field', async () => {
  await expect(ask('query Odd { viewer { colour } }')).rejects.toThrow("Field 'colour' doesn't exist on type 'Bot'");
});
