import { describe, expect, it } from '@jest/globals';
import { DidNotHappen, TransientError } from '../../../src/core/errors.ts';
import { openInto } from '../../../src/github/pulls/open.ts';
import { apiAt } from '../../support/github-api.ts';
import { json, serve } from '../../support/local-server.ts';
import { type Connected, connect } from '../../support/sandbox-github.ts';

const LEE = 'lee-kars';
const ANA = 'ana-kars';

async function openOne(
  at: Connected,
  branch = 'feat/x',
  files: Readonly<Record<string, string>> = { 'x.txt': branch },
) {
  await at.github.as(LEE).push({ branch, from: 'develop', files });
  const { pulls } = at.repository;
  return pulls.create({ title: `Add ${branch}`, body: 'Closes #3', head: branch, base: 'develop' });
}

/** Neither refused nor done for sure. */
const unknown = async (work: Promise<unknown>): Promise<void> => {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ message: expect.stringContaining('nobody knows') });
  expect(error).not.toBeInstanceOf(DidNotHappen);
};

describe('a pull request', () => {
  it('is made, found by its number and by its branch, and changed', async () => {
    await using at = await connect();
    const { pulls } = at.repository;
    const made = await openOne(at);
    await pulls.edit(made.number, { title: 'Better' });

    expect(await pulls.read(made.number)).toMatchObject({
      number: made.number,
      title: 'Better',
      body: 'Closes #3',
      author: 'shipmate[bot]',
      state: 'open',
      base: 'develop',
      head: { branch: 'feat/x', commit: at.github.branches().get('feat/x'), isFork: false },
      mergeCommit: null,
      mergedBy: null,
    });
    expect((await pulls.from('feat/x')).map(({ number }) => number)).toEqual([made.number]);
    expect(await pulls.from('feat/x', 'main')).toEqual([]);
    expect(await pulls.read(9_999)).toBeUndefined();
  });

  it('that is there already is certainly not made again', async () => {
    await using at = await connect();
    await openOne(at);

    await expect(
      at.repository.pulls.create({ title: 'again', body: '', head: 'feat/x', base: 'develop' }),
    ).rejects.toThrow(DidNotHappen);
  });

  it('whose making was not answered is unknown, until somebody looks for its branch', async () => {
    await using at = await connect();
    at.github.faults.add({ on: 'pulls.create', do: 'lose-answer' });

    await unknown(openOne(at));

    expect(await at.repository.pulls.from('feat/x')).toHaveLength(1);
  });

  it('is described with its labels and what it closes; what is none is left out', async () => {
    await using at = await connect();
    const { number } = await openOne(at);
    await at.github.as(LEE).label(number, 'bug');

    const described = await at.repository.pulls.described([number, 9_999, -1, 0, 1.5, number]);

    expect([...described.keys()]).toEqual([number]);
    expect(described.get(number)).toMatchObject({
      title: 'Add feat/x',
      author: 'shipmate[bot]',
      labels: ['bug'],
      closes: [3],
    });
  });

  it('asks people to review it, and tells which ones GitHub does not know', async () => {
    await using at = await connect();
    const { pulls } = at.repository;
    const { number } = await openOne(at);

    expect(await pulls.requestReviews(number, [ANA, 'nobody-at-all'])).toEqual(['nobody-at-all']);
    expect((await pulls.reviews(number)).awaited).toEqual([ANA]);
    expect(await pulls.requestReviews(number, [])).toEqual([]);
  });

  it('has the newest opinion of each person, which a comment does not change', async () => {
    await using at = await connect();
    const { number, head } = await openOne(at);
    const ana = at.github.as(ANA);
    await ana.review(number, 'request-changes');
    await ana.review(number, 'approve');
    await ana.review(number, 'comment');

    expect((await at.repository.pulls.reviews(number)).opinions).toEqual([
      { login: ANA, state: 'approved', commit: head.commit, at: expect.any(Number) },
    ]);
  });
});

describe('open pull requests', () => {
  it('tell their paths, labels and what was said to them', async () => {
    await using at = await connect();
    const { pulls, gates } = at.repository;
    const { number, head } = await openOne(at, 'feat/x', { 'docs/a.md': 'a', 'src/b.ts': 'b' });
    await gates.tell(head.commit, { context: 'release-freeze/1', state: 'failure', description: 'frozen' });

    const open = await pulls.openInto('develop', 'release-freeze/1');

    expect(open.length).toBeGreaterThan(1);
    expect(open.find((pull) => pull.number === number)).toMatchObject({
      head: head.commit,
      branch: 'feat/x',
      isFork: false,
      draft: false,
      autoMerge: false,
      isQueued: false,
      paths: ['docs/a.md', 'src/b.ts'],
      hasMorePaths: false,
      told: { state: 'failure', description: 'frozen' },
    });
    expect(open.filter(({ told }) => told === null)).toHaveLength(open.length - 1);
    expect(await pulls.openInto('main', 'release-freeze/1')).toEqual([]);
  });

  it('are read to the last page', async () => {
    await using server = await serve(({ body }, response) => {
      const isLast = body.includes('"after":"c1"');
      const pageInfo = { hasNextPage: !isLast, endCursor: isLast ? null : 'c1' };
      json(response, { data: { repository: { pullRequests: { pageInfo, nodes: [shown(isLast ? 2 : 1)] } } } });
    });

    const open = await openInto(apiAt(server.url), 'main', 'release-freeze/1');

    expect(open.map(({ number, hasMorePaths }) => ({ number, hasMorePaths }))).toEqual([
      { number: 1, hasMorePaths: true },
      { number: 2, hasMorePaths: true },
    ]);
  });
});

/** As GraphQL shows one that is too large for GitHub to tell its files. */
function shown(number: number): object {
  const nothing = { nodes: [] };
  return {
    ...{ number, url: 'https://x', title: 'x', author: null, labels: nothing, closingIssuesReferences: nothing },
    ...{ headRefOid: 'a1', headRefName: 'x', isCrossRepository: false, isDraft: false, isInMergeQueue: false },
    ...{ autoMergeRequest: null, files: null, commits: nothing },
  };
}

describe('a merge', () => {
  const merge = { method: 'merge' as const, title: 'Merge it', message: 'as approved' };

  it('happens at the head that was asked for, once', async () => {
    await using at = await connect();
    const { pulls } = at.repository;
    const { number, head } = await openOne(at);

    const outcome = await pulls.merge(number, { ...merge, head: head.commit });

    expect(outcome).toEqual({ merged: at.github.branches().get('develop') });
    expect(await pulls.read(number)).toMatchObject({
      state: 'merged',
      mergeCommit: at.github.branches().get('develop'),
    });
  });

  it('does not happen at another head', async () => {
    await using at = await connect();
    const { number, head } = await openOne(at);
    await at.github.as(LEE).push({ branch: 'feat/x', files: { 'x.txt': 'more' } });

    expect(await at.repository.pulls.merge(number, { ...merge, head: head.commit })).toEqual({ moved: true });
  });

  it('that meets a conflict says so and changes nothing', async () => {
    await using at = await connect();
    const { number, head } = await openOne(at, 'one', { 'same.txt': 'one' });
    await at.github.as(ANA).push({ branch: 'develop', files: { 'same.txt': 'two' } });
    const before = at.github.branches().get('develop');

    expect(await at.repository.pulls.merge(number, { ...merge, head: head.commit })).toEqual({
      refused: expect.any(String),
    });
    expect(at.github.branches().get('develop')).toBe(before);
  });

  it('that was not answered is unknown, and the pull request tells the truth', async () => {
    await using at = await connect();
    const { pulls } = at.repository;
    const { number, head } = await openOne(at);
    at.github.faults.add({ on: 'pulls.merge', do: 'lose-answer' });

    await unknown(pulls.merge(number, { ...merge, head: head.commit }));

    expect(await pulls.read(number)).toMatchObject({ state: 'merged' });
    expect(at.github.calls.filter(({ name }) => name === 'pulls.merge')).toHaveLength(1);
  });

  it('that a limit stopped did certainly not happen, and is not sent again', async () => {
    await using at = await connect();
    const { number, head } = await openOne(at);
    at.github.faults.add({ on: 'pulls.merge', do: 'rate-limit', seconds: 20 });

    await expect(at.repository.pulls.merge(number, { ...merge, head: head.commit })).rejects.toThrow(
      'asks to wait 20s',
    );
    expect(at.github.calls.filter(({ name }) => name === 'pulls.merge')).toHaveLength(1);
  });

  it('of what is not there did not happen', async () => {
    await using at = await connect();

    await expect(at.repository.pulls.merge(9_999, { ...merge, head: 'a'.repeat(40) })).rejects.toThrow(DidNotHappen);
  });
});

describe('a merge queue', () => {
  it('is none where the branch has none, and takes nothing there', async () => {
    await using at = await connect();
    const { number, head } = await openOne(at);

    expect(await at.repository.pulls.queue('develop', 'release-freeze/1')).toEqual([]);
    await expect(at.repository.pulls.enqueue(number, head.commit)).rejects.toThrow(DidNotHappen);
  });
});

describe('a question by GraphQL', () => {
  it('without the right is refused for good', async () => {
    await using at = await connect();
    at.github.rights.app.pull_requests = 'none';

    await expect(at.repository.pulls.openInto('develop', 'x')).rejects.toMatchObject({
      code: 'github_refused',
      fix: 'Give Shipmate the right `Pull requests: read` in `humac/kars`.',
    });
  });

  it.each(['drop', 'error', 'rate-limit'] as const)('that meets a %s may be asked again', async (fault) => {
    await using at = await connect();
    at.github.faults.add({ on: 'graphql*', do: fault });

    await expect(at.repository.pulls.openInto('develop', 'x')).rejects.toThrow(TransientError);
    expect(await at.repository.pulls.openInto('develop', 'x')).not.toEqual([]);
  });
});
