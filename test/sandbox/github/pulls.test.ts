import { describe, expect, it } from '@jest/globals';
import { freshLoopback, KARS, type Loopback } from './loopback.ts';

const here = freshLoopback();

const words = (text: string) => expect.stringContaining(text);

async function openOne({ github }: Loopback, files: Readonly<Record<string, string>>, branch = 'feat/x') {
  await github.as('lee-kars').push({ branch, from: 'develop', files });
  return github.as('lee-kars').open({ title: `Add ${branch}`, head: branch, base: 'develop' });
}

describe('a pull request is refused', () => {
  it.each([
    ['into nowhere', { head: 'develop', base: 'nowhere' }, 'base'],
    ['from nowhere', { head: 'nowhere', base: 'main' }, 'head'],
    ['with nothing new', { head: 'main', base: 'develop' }, 'No commits between develop and main'],
    ['that is there', { head: 'feat/saved-searches', base: 'develop' }, 'A pull request already exists for humac:feat'],
  ])('%s', async (_what, asked, message) => {
    const { as, github } = here();

    await expect(as().pulls.create({ ...KARS, title: 'x', ...asked })).rejects.toMatchObject({
      status: 422,
      message: words(message),
    });
    expect(github.effects).toEqual([]);
  });
});

describe('a pull request', () => {
  it('is found by its branch, in any state', async () => {
    const { as } = here();
    const list = async (state: 'open' | 'closed' | 'all', more = {}): Promise<number[]> =>
      (await as().pulls.list({ ...KARS, state, ...more })).data.map(({ number }) => number);

    expect(await list('open')).toEqual([46, 45, 44]);
    expect(await list('open', { base: 'main' })).toEqual([]);
    expect(await list('closed', { head: 'humac:feat/export' })).toEqual([41]);
    expect(await list('all')).toHaveLength(6);
  });

  it('is mergeable only after somebody has asked', async () => {
    const { as } = here();
    const ask = async () => (await as().pulls.get({ ...KARS, pull_number: 45 })).data;

    expect(await ask()).toMatchObject({ mergeable: null, mergeable_state: 'unknown' });
    expect(await ask()).toMatchObject({ mergeable: true, mergeable_state: 'clean', changed_files: 1 });
  });

  it('that conflicts is dirty, and is not merged', async () => {
    const { as, github } = here();
    const one = await openOne(here(), { 'README.md': 'one' }, 'one');
    const other = await openOne(here(), { 'README.md': 'other' }, 'other');
    const merge = (pull_number: number) => as().pulls.merge({ ...KARS, pull_number });

    await merge(one.number);
    await as().pulls.get({ ...KARS, pull_number: other.number });
    const { data } = await as().pulls.get({ ...KARS, pull_number: other.number });

    expect(data).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
    await expect(merge(other.number)).rejects.toMatchObject({ status: 405, message: words('not mergeable') });
    expect(github.effects.filter(({ kind }) => kind === 'merge-pull')).toHaveLength(1);
  });

  it.each([
    ['merge', 'Merge pull request #47 from humac/feat/x', 2],
    ['squash', 'Add feat/x (#47)', 1],
    ['rebase', 'change feat/x', 1],
  ] as const)('is merged by %s', async (merge_method, subject, parents) => {
    const { as, github, tip } = here();
    await openOne(here(), { 'a.txt': 'a' });
    await github.as('devon-kars').push({ branch: 'develop', files: { 'b.txt': 'b' } });

    const { data } = await as().pulls.merge({ ...KARS, pull_number: 47, merge_method });
    const { data: commit } = await as().repos.getCommit({ ...KARS, ref: data.sha });

    expect(tip('develop')).toBe(data.sha);
    expect(commit.commit.message.split('\n')[0]).toBe(subject);
    expect(commit.parents).toHaveLength(parents);
    expect(await github.file('develop', 'a.txt')).toBe('a');
    expect(await github.file('develop', 'b.txt')).toBe('b');
    expect(github.pull(47)).toMatchObject({ state: 'closed', merged: { sha: data.sha, by: 'kars-machine' } });
  });

  it.each([
    ['at another head', 45, { sha: '0'.repeat(40) }, 409, 'Head branch was modified'],
    ['that is merged', 41, {}, 405, 'not mergeable'],
    ['that is not there', 999, {}, 404, 'Not Found'],
  ])('%s is not merged', async (_what, pull_number, more, status, message) => {
    const { as, github } = here();

    await expect(as().pulls.merge({ ...KARS, pull_number, ...more })).rejects.toMatchObject({
      status,
      message: words(message),
    });
    expect(github.effects).toEqual([]);
  });

  it('follows its branch, and is closed with it', async () => {
    const { github, tip } = here();
    const dana = github.as('dana-kars');

    const sha = await dana.push({ branch: 'feat/saved-searches', files: { 'a.txt': 'a' } });
    const followed = github.pull(45);
    await dana.deleteBranch('feat/saved-searches');

    expect(followed.head.sha).toBe(sha);
    expect(github.pull(45)).toMatchObject({ state: 'closed', merged: null });
    expect(github.world.refs.get('refs/pull/45/head')).toBe(sha);
    expect(tip('feat/saved-searches')).toBe('');
  });

  it('that came into its base by another way counts as merged', async () => {
    const { github, asApp, tip } = here();

    await asApp().repos.merge({ ...KARS, base: 'develop', head: 'docs/on-call' });

    expect(github.pull(44)).toMatchObject({ state: 'closed', merged: { sha: tip('develop'), by: 'shipmate[bot]' } });
    expect(github.pull(45).base.sha).toBe(tip('develop'));
  });

  it('is retargeted, closed and opened again by hand', async () => {
    const { github, as } = here();
    const dana = github.as('dana-kars');

    await dana.retarget(45, 'main');
    await dana.close(45);
    await dana.reopen(45);
    await dana.label(45, 'urgent');
    const { data } = await as().pulls.get({ ...KARS, pull_number: 45 });

    expect(data).toMatchObject({ state: 'open', base: { ref: 'main' } });
    expect(data.labels.map(({ name }) => name)).toEqual(['feature', 'urgent']);
    await expect(dana.reopen(41)).rejects.toThrow('Validation Failed');
  });
});

describe('reviewers', () => {
  it.each([
    ['a stranger', 'stranger', 'not a collaborator'],
    ['the author', 'dana-kars', 'cannot be requested from pull request author'],
  ])('are not %s', async (_who, login, message) => {
    const asked = { ...KARS, pull_number: 45, reviewers: [login] };

    await expect(here().as().pulls.requestReviewers(asked)).rejects.toMatchObject({
      status: 422,
      message: words(message),
    });
  });

  it('are asked until they have said something', async () => {
    const { as, github } = here();
    await as().pulls.requestReviewers({ ...KARS, pull_number: 45, reviewers: ['lee-kars', 'quinn-kars'] });

    await github.as('lee-kars').review(45, 'approve');
    const { data } = await as().pulls.listReviews({ ...KARS, pull_number: 45 });

    expect(github.pull(45).requested).toEqual(['quinn-kars']);
    expect(data).toMatchObject([
      { state: 'APPROVED', user: { login: 'lee-kars' }, commit_id: github.pull(45).head.sha },
    ]);
    await expect(github.as('dana-kars').review(45, 'approve')).rejects.toThrow('Unprocessable');
  });
});

describe('a branch merged into another', () => {
  it('gets a commit, or nothing when it is in there', async () => {
    const { asApp, github, tip } = here();

    const first = await asApp().repos.merge({ ...KARS, base: 'main', head: 'develop', commit_message: 'All of it' });
    const second = await asApp().repos.merge({ ...KARS, base: 'main', head: 'develop' });

    expect([first.status, second.status]).toEqual([201, 204]);
    expect((await github.subjects('main'))[0]).toBe('All of it');
    expect(tip('main')).not.toBe(tip('develop'));
  });

  it.each([
    ['that conflicts', 'feat/y', 'feat/x', 409, 'Merge conflict'],
    ['without a base', 'nowhere', 'develop', 404, 'Base does not exist'],
    ['without a head', 'develop', 'nowhere', 404, 'Head does not exist'],
  ])('%s is refused', async (_what, base, head, status, message) => {
    const { asApp, github } = here();
    await github.as('lee-kars').push({ branch: 'feat/x', files: { 'README.md': 'x' } });
    await github.as('lee-kars').push({ branch: 'feat/y', files: { 'README.md': 'y' } });

    await expect(asApp().repos.merge({ ...KARS, base, head })).rejects.toMatchObject({
      status,
      message: words(message),
    });
  });
});
