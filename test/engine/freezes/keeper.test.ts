import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TransientError, UserError } from '../../../src/core/errors.ts';
import { type FrozenRepository, frozenRepository, openPull } from '../../support/frozen-repository.ts';
import { HOUR, type Lab, type LabPlaybook, MINUTE, openLab, SECOND } from '../../support/lab.ts';

const freezing = (more = ''): LabPlaybook => ({
  phases: '- freeze: start\n- manual: Look\n- freeze: end',
  more: `freeze:\n  branches: [work]\n  exempt: { labels: [urgent], commits: [docs] }\n${more}\nmessages: { freeze-started: FROZEN <branch>, freeze-lifted: LIFTED <branch> }`,
});

let lab: Lab;
let repo: FrozenRepository;
beforeEach(() => {
  repo = frozenRepository();
});
afterEach(() => lab.close());

async function open(playbook: LabPlaybook = freezing()): Promise<string> {
  lab = await openLab(playbook, { repositories: () => repo });
  return lab.open();
}
const done = () => lab.answer('manual-look', { verb: 'done', by: 'Urosa', run: 'main', fields: { evidence: 'x' } });
const said = async (words: string) => (await lab.said()).filter((line) => line.includes(words));
const guard = async () => (await lab.store.guards())[0];
const buttons = () => lab.db.selectFrom('outbox').select('buttons').where('buttons', '<>', '[]').execute();
/** Seconds one by one, as the loop has them. */
async function seconds(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await lab.pass(SECOND);
}

describe('a freeze', () => {
  it('is announced when the host has shown that it holds, and not before', async () => {
    repo.troubles.push(new TransientError('502'), new TransientError('502'));
    const id = await open();
    expect(repo.closed).toBeUndefined();
    expect(await said('FROZEN')).toEqual([]);
    expect((await lab.step('freeze-start', 'main')).note).toBe('closing develop: 502');

    await lab.pass(SECOND);
    await lab.pass(2 * SECOND);
    expect(repo.closed?.context).toBe(`release-freeze/${id}-1`);
    expect(await said('FROZEN')).toEqual(['FROZEN develop']);
    expect(await lab.steps(id)).toContain('freeze-start done');
    expect(await lab.facts(id)).toContain('freeze:enforced');
  });

  it('takes three calls at the host, however many pull requests are open', async () => {
    for (let number = 1; number <= 5; number++) openPull(repo, number);
    await open();
    expect(repo.calls).toHaveLength(2);
    expect(repo.world.calls.filter((call) => call === 'refs.branch')).toHaveLength(1);
  });

  it('tells who gets past it', async () => {
    repo.bypass = ['team release-managers'];
    await open();
    expect((await lab.step('freeze-start', 'main')).note).toBe(
      'closed: develop, enforced by ruleset; only team release-managers gets past it',
    );
    expect(await lab.engine.releases.freezes()).toMatchObject([
      { branch: 'develop', guard: { state: 'closed', mode: 'ruleset' } },
    ]);
  });

  it('is opened by its release, and lifted when the host shows it', async () => {
    const id = await open();
    repo.troubles.push(null, new TransientError('away'));
    repo.troubles.shift();
    await done();
    expect(await said('LIFTED')).toEqual([]);
    await lab.pass(2 * SECOND);
    await lab.pass(2 * SECOND);
    expect(repo.closed).toBeUndefined();
    expect(await said('LIFTED')).toEqual(['LIFTED develop']);
    expect((await lab.release(id)).status).toBe('finished');
  });

  it('stays while somebody else holds the branch, too', async () => {
    await open();
    await lab.order({ order: 'freeze', playbook: 'lab', reason: 'holidays' }, 'Udevon');
    await done();
    expect(repo.closed).toBeDefined();
    await lab.order({ order: 'thaw', playbook: 'lab', reason: 'over' }, 'Urosa');
    await lab.pass(SECOND);
    expect(repo.closed).toBeUndefined();
  });

  it('stays when its release slips into the next day', async () => {
    await open();
    await lab.jump(lab.now() + 40 * HOUR);
    expect(repo.closed).toBeDefined();
  });

  it('by hand is being closed until the host shows it', async () => {
    lab = await openLab(freezing(), { repositories: () => repo });
    await lab.order({ order: 'freeze', playbook: 'lab', reason: 'audit' }, 'Udevon');
    expect(await lab.said()).toEqual([
      expect.stringContaining('is being closed by <@Udevon>: audit'),
      ':lock: `develop` is closed',
    ]);
    expect(repo.closed?.context).toBe('release-freeze/by-hand-1');
  });

  it('says first which pull requests will merge by themselves when it is lifted', async () => {
    await open();
    openPull(repo, 3, { autoMerge: true });
    openPull(repo, 4, { autoMerge: true, draft: true });
    await done();
    const lines = await lab.said();
    const [warned, lifted] = ['will merge by itself', 'LIFTED'].map((words) =>
      lines.findIndex((line) => line.includes(words)),
    );
    expect(lines[warned ?? -1]).toContain('#3 will merge by itself');
    expect(warned).toBeLessThan(lifted ?? 0);
  });
});

describe('a host that would not', () => {
  it('is asked about: go on with the announcement alone, for a reason', async () => {
    repo.troubles.push(new UserError('no_right', 'the App may not change rules', { fix: 'Grant it.' }));
    const id = await open();
    const { ask, note } = await lab.step('freeze-start', 'main');
    expect(note).toBe('develop could not be closed: the App may not change rules. Grant it.');
    expect(ask?.answers.map(({ label }) => label)).toEqual(['Try again', 'Go on with the announcement alone']);

    await lab.answer('freeze-start', { verb: 'waive', by: 'Urosa', fields: { reason: 'small team' } });
    expect((await lab.release(id)).frozen).toEqual(['develop']);
    expect(await said('FROZEN')).toHaveLength(1);
    expect(await lab.facts(id)).toContain('freeze-start/1 waived');
    expect(repo.closed).toBeUndefined();
    expect(await lab.engine.releases.freezes()).toMatchObject([{ guard: { state: 'open' } }]);
  });

  it('is tried again when somebody says so', async () => {
    repo.troubles.push(new UserError('no_right', 'the App may not change rules'));
    const id = await open();
    await lab.answer('freeze-start', { verb: 'again', by: 'Urosa' });
    expect(await lab.steps(id)).toContain('freeze-start done');
    expect(await said('FROZEN')).toHaveLength(1);
  });

  it('and then lets us needs no answer any more', async () => {
    repo.troubles.push(new UserError('no_right', 'the App may not change rules'));
    const id = await open();
    await lab.pass(5 * MINUTE);
    expect(await lab.steps(id)).toContain('freeze-start done');
  });

  it('is left in peace for as long as it asks for', async () => {
    repo.troubles.push(new TransientError('slow down', { retryAfterMs: 40 * SECOND }));
    await open();
    await lab.pass(39 * SECOND);
    expect(repo.calls).toHaveLength(1);
    await lab.pass(SECOND);
    expect(repo.closed).toBeDefined();
  });

  it('holds up no rollback and no other click', async () => {
    repo.troubles.push(...Array.from({ length: 9 }, () => new TransientError('away')));
    const id = await open();
    await lab.order({ order: 'hold', release: id, reason: 'look' }, 'Udevon');
    await lab.order({ order: 'cancel', release: id, reason: 'away' }, 'Urosa');
    expect((await lab.release(id)).status).toBe('cancelled');
  });

  it('that never opens a freeze by hand calls its owner, with the address where it can be done', async () => {
    lab = await openLab(freezing(), { repositories: () => repo });
    await lab.order({ order: 'freeze', playbook: 'lab', reason: 'audit' }, 'Udevon');
    repo.troubles.push(new UserError('no_right', 'the App is gone'));
    await lab.order({ order: 'thaw', playbook: 'lab', reason: 'over' }, 'Urosa');
    expect(await said('could not be opened again')).toEqual([expect.stringContaining('https://host.example/rules/7')]);
  });
});

describe('a process that is killed', () => {
  it.each([
    ['between the row and the call', true],
    ['between the call and the row', false],
  ])('%s leaves a freeze that the next one brings about', async (_what, isBefore) => {
    if (isBefore) repo.troubles.push(new Error('killed'));
    else repo.losesNext = true;
    const id = await open();
    expect(await said('FROZEN')).toEqual([]);
    await lab.engine.stop(0);

    const { createEngine } = await import('../../../src/engine/engine.ts');
    const next = createEngine({ ...lab.parts, owner: 'next' });
    await next.start();
    lab.wait(5 * SECOND);
    await next.tick();
    await next.settled();
    expect(repo.closed?.context).toBe(`release-freeze/${id}-1`);
    expect((await guard())?.state).toBe('closed');
    await next.stop(1_000);
  });
});

describe('what somebody changes at the host', () => {
  const drift = ':warning: The freeze of `develop` was changed at the host';

  it('is told once, and is not changed back by itself', async () => {
    const id = await open();
    repo.closed = undefined;
    for (let n = 0; n < 3; n++) await lab.pass(2 * MINUTE);
    expect(await said(drift)).toEqual([`${drift}: it does not hold any more.`]);
    expect(repo.calls.filter((call) => call.startsWith('close'))).toHaveLength(1);
    expect(await lab.facts(id)).toContain('freeze:drifted');
    expect(await lab.engine.releases.freezes()).toMatchObject([{ guard: { state: 'undone' } }]);
  });

  it('is seen at once when the host tells', async () => {
    await open();
    repo.closed = undefined;
    lab.engine.heard({ repository: 'Acme/Lab', branches: [], pulls: [] });
    await lab.settle();
    expect(await said(drift)).toHaveLength(1);
  });

  it('is closed again when a person says so', async () => {
    await open();
    repo.closed = undefined;
    await lab.pass(2 * MINUTE);
    const offered = (await buttons()).map(({ buttons: text }) => text).join();
    expect(offered).toContain('"order":"guard","playbook":"lab","choice":"close"');
    await expect(lab.order({ order: 'guard', playbook: 'lab', choice: 'close' }, 'Uquinn')).rejects.toThrow('role');
    await lab.order({ order: 'guard', playbook: 'lab', choice: 'close' }, 'Urosa');
    expect(repo.closed).toBeDefined();
    expect(await said('FROZEN')).toHaveLength(1);
  });

  it('may stay a word when a person says so', async () => {
    await open();
    repo.closed = undefined;
    await lab.pass(2 * MINUTE);
    await lab.order({ order: 'guard', playbook: 'lab', choice: 'leave' }, 'Urosa');
    for (let n = 0; n < 3; n++) await lab.pass(2 * MINUTE);
    expect(await said(drift)).toHaveLength(1);
    expect(await said('LIFTED')).toEqual([]);
    await expect(lab.order({ order: 'guard', playbook: 'lab', choice: 'close' }, 'Urosa')).rejects.toThrow('nothing');
  });

  it('is told when it is right again', async () => {
    await open();
    const before = repo.closed;
    repo.closed = undefined;
    await lab.pass(2 * MINUTE);
    repo.closed = before;
    await lab.pass(2 * MINUTE);
    expect(await said('is closed at the host again')).toHaveLength(1);
    expect((await guard())?.state).toBe('closed');
  });

  it('is told when others may pass', async () => {
    await open();
    repo.bypass = ['team everybody'];
    for (let n = 0; n < 3; n++) await lab.pass(2 * MINUTE);
    expect(await said(drift)).toEqual([`${drift}: team everybody may pass now.`]);
  });
});

describe('what lands in a freeze', () => {
  const landed = 'is frozen, and something landed on it';

  it('is told once with who and what, and is in the history of the release', async () => {
    const id = await open();
    repo.world.git.commit('develop', { subject: 'fix: <!channel> sneaky' });
    for (let n = 0; n < 5; n++) await lab.pass(MINUTE);
    expect(await said(landed)).toEqual([expect.stringContaining('by Dana: fix: &lt;!channel&gt; sneaky')]);
    expect(await lab.facts(id)).toContain('freeze:leaked');
  });

  it('is no news when an exception let it through', async () => {
    await open(freezing('  exceptions: { approved-by: lead, second-person: false }'));
    openPull(repo, 12);
    await lab.order({ order: 'exception', playbook: 'lab', pull: 12, severity: 'high', reason: 'now' }, 'Udevon');
    await lab.answer('exception-1', { verb: 'approve', item: 'lead', by: 'Urosa', run: 'exception-1' });
    expect(repo.world.pulls.get(12)?.state).toBe('merged');
    for (let n = 0; n < 5; n++) await lab.pass(MINUTE);
    expect(await said(landed)).toEqual([]);
  });

  it('is told when the history was rewritten', async () => {
    await open();
    repo.world.git.commit('develop', { parents: [] });
    for (let n = 0; n < 5; n++) await lab.pass(MINUTE);
    expect(await said(landed)).toEqual([expect.stringContaining('its history was rewritten')]);
  });
});

describe('open pull requests', () => {
  const closed = 'failure Frozen for v0.1.0 until it is done: ask in #releases';

  it('are told two a second, and only what they do not know', async () => {
    for (let number = 1; number <= 5; number++) openPull(repo, number, number === 5 ? { labels: ['urgent'] } : {});
    await open();
    await lab.pass(SECOND);
    const afterOne = repo.told.length;
    await lab.pass(SECOND);
    expect(repo.told.length - afterOne).toBeLessThanOrEqual(2);
    await seconds(4);
    expect(repo.told.toSorted()).toEqual([
      ...[1, 2, 3, 4].map((number) => `#${number} ${closed}`),
      '#5 success Passes the freeze: label urgent',
    ]);
    await seconds(5);
    expect(repo.told).toHaveLength(5);
  });

  it('that come later, or are pushed to, are told at the next look or with the news', async () => {
    await open();
    await seconds(2);
    openPull(repo, 7);
    await seconds(2);
    expect(repo.told).toEqual([]);
    lab.engine.heard({ repository: 'acme/lab', branches: [], pulls: [7] });
    await lab.settle();
    await seconds(1);
    expect(repo.told).toEqual([`#7 ${closed}`]);
    repo.world.git.commit('feature-7');
    await lab.pass(2 * MINUTE);
    await seconds(1);
    expect(repo.told).toHaveLength(2);
  });

  it('pass by the types of their commits', async () => {
    openPull(repo, 8, {}, 'docs: words');
    await open();
    for (let n = 0; n < 3; n++) await lab.pass(2 * MINUTE);
    expect(repo.told).toEqual(['#8 success Passes the freeze: only exempt commits']);
  });

  it('are told when it is over, those that knew of it', async () => {
    openPull(repo, 1);
    await open();
    await seconds(2);
    openPull(repo, 2);
    await done();
    await seconds(3);
    expect(repo.told).toEqual([`#1 ${closed}`, '#1 success The freeze is over']);
    expect((await guard())?.swept).toBe(true);
  });

  it('keep a merge group out that mixes in one that may not pass', async () => {
    openPull(repo, 1);
    openPull(repo, 2, { labels: ['urgent'] });
    repo.groups.push({ head: 'f'.repeat(40), pulls: [2, 1] });
    await open();
    await seconds(4);
    expect(repo.told).toContain('fffffff failure Frozen: #1 may not pass');
  });
});

describe('where statuses are all there is', () => {
  const status = {
    ...freezing(),
    more: freezing().more?.replace('branches: [work]', 'branches: [work]\n  mode: status') ?? '',
  };

  it('a branch is closed when every open pull request was told', async () => {
    for (let number = 1; number <= 3; number++) openPull(repo, number);
    const id = await open(status);
    await lab.pass(SECOND);
    expect(await said('FROZEN')).toEqual([]);
    await seconds(5);
    expect(await said('FROZEN')).toHaveLength(1);
    expect(await lab.steps(id)).toContain('freeze-start done');
  });

  it('new pull requests pass outside of a freeze', async () => {
    lab = await openLab(status, { repositories: () => repo });
    await lab.engine.start();
    openPull(repo, 1);
    await seconds(2);
    expect(repo.told).toEqual(['#1 success The freeze is over']);
  });
});

it('a playbook that freezes by word needs no repository', async () => {
  lab = await openLab({
    ...freezing(),
    more: 'freeze: { branches: [work], mode: announce }\nmessages: { freeze-started: FROZEN }',
  });
  await lab.open();
  expect(await said('FROZEN')).toHaveLength(1);
  expect(await lab.store.guards()).toEqual([]);
});
