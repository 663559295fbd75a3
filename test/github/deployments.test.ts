import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DidNotHappen, UserError } from '../../src/core/errors.ts';
import { createDeployments } from '../../src/github/deployments.ts';
import { answering, apiAt } from '../support/github-api.ts';
import { serve } from '../support/local-server.ts';
import { type Connected, connect } from '../support/sandbox-github.ts';

const RECORD = {
  ref: 'v1.4.2',
  environment: 'production',
  description: 'x'.repeat(200),
  production: true,
  key: 'kars-1/main/deployment-production/1',
};

describe('a deployment', () => {
  let here: Connected;

  beforeEach(async () => {
    here = await connect();
  });

  afterEach(async () => {
    await here[Symbol.asyncDispose]();
  });

  const recorded = () => [...here.github.world.deployments.values()];

  it('merges nothing, asks no check, and fits into what GitHub takes', async () => {
    const { deployments, gates, refs } = here.repository;
    const commit = (await here.github.tags()).get('v1.4.1') ?? '';
    await refs.createBranch('behind', commit);
    await gates.tell(commit, { context: 'release-freeze/1', state: 'failure', description: 'frozen' });
    await deployments.record({ ...RECORD, ref: 'behind' });

    expect(here.github.branches().get('behind')).toBe(commit);
    expect(recorded()).toMatchObject([{ ref: 'behind', sha: commit, description: `${'x'.repeat(139)}…` }]);
  });

  it.each([true, false])('is what users see, or not: %s', async (production) => {
    await here.repository.deployments.record({ ...RECORD, environment: 'eu', production });

    expect(recorded()).toMatchObject([{ environment: 'eu', production }]);
  });

  it('is found by its key alone', async () => {
    const { deployments } = here.repository;
    await deployments.record({ ...RECORD, key: 'kars-1/main/deployment-production/2' });
    const id = await deployments.record(RECORD);
    await deployments.record({ ...RECORD, key: 'kars-1/rollback-1/deployment-production/1' });

    expect(await deployments.find(RECORD)).toBe(id);
    expect(await deployments.find({ ...RECORD, key: 'kars-2/main/deployment-production/1' })).toBeUndefined();
    expect(await deployments.find({ ...RECORD, environment: 'staging' })).toBeUndefined();
  });

  it('whose answer was lost is there, and is found', async () => {
    here.github.faults.add({ on: 'repos.create-deployment', do: 'lose-answer' });
    const { deployments } = here.repository;
    const error = await deployments.record(RECORD).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(DidNotHappen);
    expect(await deployments.find(RECORD)).toBe(recorded()[0]?.id);
  });

  it('is told to be live, with the address where it can be seen', async () => {
    const { deployments } = here.repository;
    const id = await deployments.record(RECORD);
    expect(await deployments.wasTold(id)).toBe(false);
    await deployments.tell(id, { description: 'y'.repeat(200), url: 'https://kars.jvhlabs.com' });

    expect(await deployments.wasTold(id)).toBe(true);
    expect(recorded()[0]?.statuses).toMatchObject([
      { state: 'success', url: 'https://kars.jvhlabs.com', description: `${'y'.repeat(139)}…` },
    ]);
  });

  it('was told to be live even when another one came after it', async () => {
    const { deployments } = here.repository;
    const id = await deployments.record(RECORD);
    await deployments.tell(id, { description: 'live' });
    const [deployment] = recorded();
    const inactive = { id: 1, state: 'inactive', description: '', url: '', creator: 'github', at: 0 };
    const statuses = [...(deployment?.statuses ?? []), inactive];
    if (deployment) here.github.world.deployments.set(id, { ...deployment, statuses });

    expect(await deployments.wasTold(id)).toBe(true);
  });

  it('of a ref that is not there certainly was not recorded', async () => {
    await expect(here.repository.deployments.record({ ...RECORD, ref: 'nowhere' })).rejects.toThrow(DidNotHappen);
  });

  it('without the right says which one', async () => {
    here.github.rights.app.deployments = 'none';
    const { deployments } = here.repository;
    const words = 'Give Shipmate the right `Deployments: write` in `humac/kars`';

    await expect(deployments.record(RECORD)).rejects.toThrow(words);
    await expect(deployments.find(RECORD)).rejects.toThrow(UserError);
  });
});

it.each<[string, unknown, number | undefined]>([
  ['an object', { shipmate: RECORD.key, more: 1 }, 9],
  ['a text of JSON', `{ "shipmate": "${RECORD.key}" }`, 9],
  ['another text', RECORD.key, undefined],
  ['nothing', null, undefined],
  ['an empty text', '', undefined],
])('a payload that comes back as %s is read', async (_what, payload, id) => {
  await using server = await serve(answering({ 'GET /deployments': [{ id: 9, payload }] }));

  expect(await createDeployments(apiAt(server.url)).find(RECORD)).toBe(id);
});
