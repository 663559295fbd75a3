import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { KARS, type Loopback, openLoopback, refusalOf } from './loopback.ts';

const Created = z.object({ id: z.number() });

let hub: Loopback;
let octokit: Octokit;

beforeAll(async () => {
  hub = await openLoopback();
  octokit = hub.as();
});

afterAll(() => hub.stop());

const create = (more: object = {}) =>
  octokit.request('POST /repos/{owner}/{repo}/deployments', { ...KARS, ref: 'main', auto_merge: false, ...more });

/** Throws when nothing was recorded. */
async function recorded(more: object = {}): Promise<{ readonly deployment_id: number }> {
  const { data } = await create({ required_contexts: [], ...more });
  return { deployment_id: Created.parse(data).id };
}

describe('a deployment', () => {
  it('is recorded with what becomes of it', async () => {
    const asked = { ...KARS, ...(await recorded({ environment: 'production', description: 'v1.5.0' })) };
    await octokit.repos.createDeploymentStatus({ ...asked, state: 'in_progress' });
    await octokit.repos.createDeploymentStatus({ ...asked, state: 'success', description: 'live' });
    const { data: statuses } = await octokit.repos.listDeploymentStatuses(asked);

    expect(statuses.map(({ state }) => state)).toEqual(['success', 'in_progress']);
    expect((await octokit.repos.listDeployments({ ...KARS, environment: 'production' })).data).toHaveLength(1);
    expect((await octokit.repos.listDeployments({ ...KARS, environment: 'staging' })).data).toHaveLength(0);
  });

  it.each([
    ['an object', { shipmate: 'kars-1/main' }],
    ['a text', '{"shipmate":"kars-1/main"}'],
  ])('gives back %s that came with it', async (_what, payload) => {
    const { deployment_id: id } = await recorded({ environment: 'payloads', payload });
    const { data } = await octokit.repos.listDeployments({ ...KARS, environment: 'payloads' });

    expect(data[0]).toMatchObject({ id, payload });
  });

  it('without a payload gives back an empty one', async () => {
    await recorded({ environment: 'bare' });

    expect((await octokit.repos.listDeployments({ ...KARS, environment: 'bare' })).data[0]?.payload).toEqual({});
  });

  it('asks for every check of the commit unless it is told not to', async () => {
    hub.github.world.ci.set(hub.github.branches().get('main') ?? '', 'test', 'failure');

    expect((await refusalOf(create())).status).toBe(409);
    expect((await create({ required_contexts: [] })).status).toBe(201);
  });

  it('merges the default branch when it may, and records nothing', async () => {
    const before = hub.github.world.deployments.size;
    const behind = (await hub.github.tags()).get('v1.4.1') ?? '';
    await octokit.git.createRef({ ...KARS, ref: 'refs/heads/old', sha: behind });
    const merged = await create({ ref: 'old', auto_merge: undefined, required_contexts: [] });
    expect(merged.status).toBe(202);
    expect(hub.github.world.deployments.size).toBe(before);
    const [main, old] = ['main', 'old'].map((name) => hub.github.branches().get(name) ?? '');
    expect(await hub.github.world.history.isAncestor(main ?? '', old ?? '')).toBe(true);
  });

  it('of a ref that is not there is refused', async () => {
    expect((await refusalOf(create({ ref: 'nowhere' }))).status).toBe(422);
  });

  it('does not take a description that is too long', async () => {
    const asked = { ...KARS, ...(await recorded()), state: 'success' as const };

    const long = octokit.repos.createDeploymentStatus({ ...asked, description: 'x'.repeat(141) });
    expect((await refusalOf(long)).status).toBe(422);
  });
});
