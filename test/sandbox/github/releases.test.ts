import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Octokit } from '@octokit/rest';
import { KARS, type Loopback, openLoopback, refusalOf } from './loopback.ts';

let hub: Loopback;
let octokit: Octokit;

beforeEach(async () => {
  hub = await openLoopback();
  octokit = hub.asApp();
});

afterEach(() => hub.stop());

const create = (tag: string, more: object = {}) =>
  octokit.repos.createRelease({ ...KARS, tag_name: tag, name: `${tag} - Words`, body: '### Added', ...more });
const latest = async () => (await octokit.repos.getLatestRelease(KARS)).data.tag_name;
const listed = async (by: Octokit) => (await by.repos.listReleases(KARS)).data.map(({ tag_name }) => tag_name);

describe('a release', () => {
  it('is found by its tag, once it is published', async () => {
    await create('v1.5.0');
    const { data } = await octokit.repos.getReleaseByTag({ ...KARS, tag: 'v1.5.0' });

    expect(data).toMatchObject({ name: 'v1.5.0 - Words', body: '### Added', draft: false });
    expect((await hub.github.tags()).get('v1.5.0')).toBe(hub.github.branches().get('main'));
  });

  it('is made once for a tag', async () => {
    const { status, message } = await refusalOf(create('v1.4.2'));

    expect(status).toBe(422);
    expect(message).toContain('already_exists');
  });

  it('that is a draft sets no tag, and is only for those who write', async () => {
    await create('v2.0.0', { draft: true });
    hub.github.rights.people.contents = 'read';

    expect((await hub.github.tags()).has('v2.0.0')).toBe(false);
    expect(await listed(octokit)).toEqual(['v2.0.0', 'v1.4.2', 'v1.4.1']);
    expect(await listed(hub.as('quinn-kars'))).toEqual(['v1.4.2', 'v1.4.1']);
    expect((await refusalOf(octokit.repos.getReleaseByTag({ ...KARS, tag: 'v2.0.0' }))).status).toBe(404);
  });

  it('is the latest by its commit, neither draft nor pre-release', async () => {
    await create('v2.0.0-rc.1', { prerelease: true, target_commitish: 'develop' });
    await create('v3.0.0', { draft: true });
    await create('v1.4.0', { target_commitish: (await hub.github.tags()).get('v1.4.1') });
    expect(await latest()).toBe('v1.4.2');

    await create('v1.5.0', { target_commitish: 'develop' });
    expect(await latest()).toBe('v1.5.0');
  });

  it('of a commit that changes workflows needs a right of its own, and says nothing of it', async () => {
    await hub.as('devon-kars').repos.createOrUpdateFileContents({
      ...KARS,
      branch: 'develop',
      path: '.github/workflows/new.yml',
      content: Buffer.from('on: push\njobs: { a: {} }\n').toString('base64'),
      message: 'ci: new',
    });
    hub.github.rights.app.workflows = 'none';

    expect((await refusalOf(create('v1.5.0', { target_commitish: 'develop' }))).status).toBe(404);
    expect((await create('v1.4.3')).status).toBe(201);
  });

  it('at a target that is not there is refused', async () => {
    expect((await refusalOf(create('v1.5.0', { target_commitish: 'nowhere' }))).status).toBe(422);
  });
});
