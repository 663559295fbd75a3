import { describe, expect, it } from '@jest/globals';
import { freshLoopback, KARS, refusalOf } from './loopback.ts';

const here = freshLoopback();

const told = (context: string, state: 'success' | 'failure' | 'pending' | 'error', more: object = {}) =>
  here()
    .asApp()
    .repos.createCommitStatus({ ...KARS, sha: here().tip('main'), context, state, ...more });

const combined = async () =>
  (
    await here()
      .as()
      .repos.getCombinedStatusForRef({ ...KARS, ref: 'main' })
  ).data;

describe('the statuses of a commit', () => {
  it('count once for each context, whatever its letters', async () => {
    await told('a', 'failure');
    await told('A', 'success');
    await told('b', 'success');

    const { data: all } = await here()
      .as()
      .repos.listCommitStatusesForRef({ ...KARS, ref: here().tip('main') });

    expect((await combined()).statuses.map(({ context, state }) => [context, state])).toEqual([
      ['A', 'success'],
      ['b', 'success'],
    ]);
    expect(all.map(({ context }) => context)).toEqual(['b', 'A', 'a']);
  });

  it.each([
    ['nothing', [], 'pending'],
    ['success', ['success'], 'success'],
    ['one that goes on', ['success', 'pending'], 'pending'],
    ['one that failed', ['pending', 'failure', 'success'], 'failure'],
    ['one that is broken', ['success', 'error'], 'failure'],
  ] as const)('come to: %s', async (_what, states, state) => {
    for (const [index, each] of states.entries()) await told(`c${index}`, each);

    expect((await combined()).state).toBe(state);
  });

  it('are a thousand under one context, and no more', async () => {
    const { world } = here().github;
    const sha = here().tip('main');
    const status = {
      id: 1,
      context: 'full',
      state: 'pending',
      description: null,
      url: null,
      by: 'x',
      appId: null,
      at: 0,
    };
    for (let count = 0; count < 1000; count += 1) world.reports.tell(sha, { ...status, state: 'pending' });

    expect(await refusalOf(told('Full', 'success'))).toMatchObject({ status: 422 });
    expect((await told('other', 'success')).status).toBe(201);
  });

  it.each([
    ['of nobody knows what', { sha: '0'.repeat(40) }, 'No commit found'],
    ['with a long tale', { description: 'x'.repeat(141) }, 'Validation Failed'],
  ])('are refused %s', async (_what, more, words) => {
    expect(await refusalOf(told('a', 'success', more))).toEqual({
      status: 422,
      message: expect.stringContaining(words),
    });
    expect(here().github.effects).toEqual([]);
  });
});

describe('CI', () => {
  const runs = async (ref: string) =>
    (
      await here()
        .as()
        .checks.listForRef({ ...KARS, ref })
    ).data.check_runs.map(({ name, status, conclusion }) => [name, status, conclusion]);

  it('looks at everything that is pushed', async () => {
    await here()
      .github.as('dana-kars')
      .push({ branch: 'feat/x', files: { a: 'a' } });

    expect(await runs('feat/x')).toEqual([
      ['test', 'completed', 'success'],
      ['lint', 'completed', 'success'],
    ]);
  });

  it('takes its time, and fails when it is told to', async () => {
    const { github } = here();
    github.ci.ms = 60_000;
    github.ci.checks.set('test', 'failure');

    const slow = await github.as('dana-kars').push({ branch: 'feat/x', files: { a: 'a' } });
    github.ci.ms = 0;
    const quick = await github.as('dana-kars').push({ branch: 'feat/y', files: { a: 'b' } });
    const before = await runs(slow);
    await github.as('dana-kars').setCheck(slow, 'test', 'timed_out');

    expect(before).toContainEqual(['test', 'queued', null]);
    expect(await runs(quick)).toContainEqual(['test', 'completed', 'failure']);
    expect(await runs(slow)).toContainEqual(['test', 'completed', 'timed_out']);
  });
});
