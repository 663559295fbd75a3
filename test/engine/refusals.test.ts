import { afterEach, describe, expect, it } from '@jest/globals';
import { DidNotHappen, TransientError, UserError } from '../../src/core/errors.ts';
import { type Lab, openLab, SECOND } from '../support/lab.ts';
import { memoryRepository } from '../support/memory-repository.ts';

let lab: Lab;
afterEach(() => lab.close());

const peek = () => lab.step('peek-window', 'main');
const opened = async (phases: string) => {
  lab = await openLab({ phases });
};

describe('a read', () => {
  it('that is refused for good stops its step at once, with what to do', async () => {
    await opened('- peek: window');
    lab.world.readErrors.push(new UserError('no_right', 'the token may not read alerts', { fix: 'Grant it.' }));
    await lab.open();
    expect(await peek()).toMatchObject({ status: 'stopped', note: 'the token may not read alerts. Grant it.' });
    expect(lab.world.reads).toBe(1);
  });

  it('is not repeated before the pause that the other side asked for', async () => {
    await opened('- peek: window\n- manual: Look');
    lab.world.readErrors.push(new TransientError('slow down', { retryAfterMs: 30 * SECOND }));
    await lab.open();
    await lab.pass(29 * SECOND);
    expect(lab.world.reads).toBe(1);
    await lab.pass(SECOND);
    expect((await peek()).status).toBe('done');
  });
});

it('an effect that was refused with a pause is not tried again before it', async () => {
  await opened('- deploy: production\n- manual: Look');
  lab.world.starts.push(Object.assign(new DidNotHappen('slow down'), { retryAfterMs: 30 * SECOND }));
  await lab.open();
  await lab.pass(29 * SECOND);
  expect(lab.world.effects).toEqual([]);
  await lab.pass(SECOND);
  expect(lab.world.effects).toEqual(['production 0.1.0']);
});

it('a version that another release has on its way is not chosen again', async () => {
  const repo = memoryRepository();
  repo.world.git.commit('develop', { subject: 'feat: one' });
  repo.world.git.commit('main');
  lab = await openLab(
    {
      phases: '- branch: release\n- manual: Look',
      types: `weekly: { bump: commits, branch: release/v<version> from work }
hotfix: { bump: commits, urgent: true, may-start: [lead], branch: hotfix/v<version> from work }`,
    },
    { repositories: () => repo },
  );
  const first = await lab.open();
  const second = await lab.open('hotfix');
  const versions = await Promise.all([first, second].map(async (id) => (await lab.release(id)).version));
  expect(new Set(versions).size).toBe(2);
  expect(await lab.steps(second)).toContain('branch-release done');
});
