import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PullRequest } from '../../src/core/repository/pull-requests.ts';
import { frozenRepository, openPull } from '../support/frozen-repository.ts';
import { HOUR, type Lab, labPlaybook, MINUTE, openLab, SECOND } from '../support/lab.ts';
import { aPull } from '../support/memory-pulls.ts';
import { type MemoryRepository, memoryRepository } from '../support/memory-repository.ts';

const FROZEN = {
  phases: '- freeze: start\n- manual: Look\n- freeze: end',
  more: `freeze:
  branches: [work]
  mode: announce
  exceptions: { approved-by: [lead, commander], lasts: 2h }
people: { rosa@kars.example: rosa-gh, igor@kars.example: igor-gh, mia@kars.example: mia-gh }
messages: { exception-given: '<note>' }`,
};

let lab: Lab;
let repo: MemoryRepository;
let id: string;
beforeEach(async () => {
  repo = memoryRepository();
  repo.world.git.commit('develop');
  repo.world.git.cut('fix', 'develop');
  repo.world.git.commit('fix', { files: { 'login.ts': 'fixed' } });
  pull();
  lab = await openLab(FROZEN, { repositories: () => repo });
  id = await lab.open();
});
afterEach(() => lab.close());

function pull(more: Partial<PullRequest> = {}): void {
  const head = { branch: 'fix', commit: repo.world.git.branches.get('fix') ?? '', isFork: false };
  repo.world.pulls.set(
    12,
    aPull({ number: 12, title: 'Fix the login', author: 'dana-gh', base: 'develop', head, ...more }),
  );
}

const ask = (by = 'Udevon', number = 12) =>
  lab.order({ order: 'exception', playbook: 'lab', pull: number, severity: 'high', reason: 'nobody can log in' }, by);
const say = (verb: 'approve' | 'refuse', role: string, by: string, run = 'exception-1') =>
  lab.answer(run, { verb, item: role, by, run, fields: { reason: 'too late' } });
const agree = async () => {
  await say('approve', 'lead', 'Urosa');
  await say('approve', 'commander', 'Uigor');
};
const outcome = async (run = 'exception-1') => {
  const found = (await lab.release(id)).runs.find((each) => each.id === run);
  return { status: found?.status, note: found?.steps[0]?.note, outcome: found?.steps[0]?.output.outcome };
};
const isMerged = () => repo.world.pulls.get(12)?.state === 'merged';
const push = () => repo.world.git.commit('fix', { files: { 'more.ts': 'more' } });

describe('an exception', () => {
  it('is merged at its head, once, when every role agrees, beside the release', async () => {
    await ask();
    await agree();

    expect(isMerged()).toBe(true);
    expect(repo.world.calls.filter((call) => call === 'pulls.merge')).toHaveLength(1);
    expect(await outcome()).toMatchObject({ status: 'finished', outcome: 'merged' });
    expect(await lab.steps(id)).toContain('manual-look waiting');
    expect(await lab.facts(id)).toEqual(expect.arrayContaining(['exception-1/1 given', 'exception:ended']));
    expect((await lab.said()).join('\n')).toContain('#12 Fix the login');
  });

  it('is not merged while a role has not decided', async () => {
    await ask();
    await say('approve', 'lead', 'Urosa');

    expect(isMerged()).toBe(false);
    expect((await outcome()).note).toContain('commander to decide');
  });

  it('ends with the first no, and the release goes on', async () => {
    await ask();
    await say('refuse', 'commander', 'Uigor');

    expect(await outcome()).toMatchObject({ status: 'finished', outcome: 'refused' });
    await expect(ask()).rejects.toThrow('#12 was refused as it is');
    expect(await lab.steps(id)).toContain('manual-look waiting');
  });

  it('loses what was agreed with a push, and is asked anew at the new head', async () => {
    await ask();
    await say('approve', 'lead', 'Urosa');
    push();
    await lab.pass(MINUTE);
    await say('approve', 'commander', 'Uigor');

    expect(isMerged()).toBe(false);
    expect((await lab.said()).join('\n')).toContain('what was agreed is void');
    await say('approve', 'lead', 'Urosa');
    expect(isMerged()).toBe(true);
  });

  it('looks at once when the repository has news', async () => {
    await ask();
    await say('approve', 'lead', 'Urosa');
    push();
    lab.wait(SECOND);
    lab.engine.heard({ repository: 'Acme/Lab', branches: ['fix'], pulls: [12] });
    await lab.settle();

    expect(await lab.facts(id)).toContain('exception-1/1 pushed');
  });

  it('expires when it could not be merged in time', async () => {
    await ask();
    repo.world.rules.set('develop', { refused: 'a check is missing' });
    await agree();
    expect((await outcome()).note).toContain('a check is missing');
    await lab.jump(lab.now() + 3 * HOUR);
    await lab.pass(2 * MINUTE);

    expect(await outcome()).toMatchObject({ status: 'finished', outcome: 'expired' });
    expect(isMerged()).toBe(false);
  });

  it('waits for required checks, and says which; the freeze itself is not meant', async () => {
    const gate = { name: 'build', state: 'fail', required: true, word: 'failure', url: null } as const;
    const frozen = { ...gate, name: 'release-freeze/lab-1-1', state: 'missing' } as const;
    const head = repo.world.git.branches.get('fix') ?? '';
    repo.world.gates.set(head, [gate, frozen]);
    await ask();
    await agree();
    expect((await outcome()).note).toBe('these checks are missing: build (failure)');

    repo.world.gates.set(head, [{ ...gate, state: 'pass' }, frozen]);
    await lab.pass(MINUTE);
    expect(isMerged()).toBe(true);
  });

  it.each([
    ['closed', { state: 'closed' }],
    ['by-hand', { state: 'merged', mergedBy: 'dana-gh' }],
    ['over', { base: 'elsewhere' }],
  ] as const)('that is %s meanwhile ends', async (what, change) => {
    await ask();
    pull(change);
    await lab.pass(MINUTE);

    expect(await outcome()).toMatchObject({ status: 'finished', outcome: what });
  });

  it('ends with the freeze', async () => {
    await ask();
    await lab.answer('manual-look', { verb: 'done', by: 'Urosa', run: 'main', fields: { evidence: 'x' } });
    await lab.pass(MINUTE);

    expect(await outcome()).toMatchObject({ outcome: 'over' });
    expect((await lab.release(id)).status).toBe('finished');
  });

  it('waits for a host that gives no answer without losing what was agreed', async () => {
    await ask();
    await say('approve', 'lead', 'Urosa');
    repo.next('pulls.read', 'lose');
    await lab.pass(MINUTE);
    await lab.pass(MINUTE);
    await say('approve', 'commander', 'Uigor');

    expect(isMerged()).toBe(true);
  });

  it('is merged once when the answer of the merge got lost', async () => {
    await ask();
    repo.next('pulls.merge', 'lose');
    await agree();
    await lab.pass(MINUTE);
    await lab.settle();

    expect(repo.world.calls.filter((call) => call === 'pulls.merge')).toHaveLength(1);
    expect(await outcome()).toMatchObject({ outcome: 'merged' });
  });

  it('goes through the merge queue of the branch where there is one', async () => {
    repo.world.rules.set('develop', 'queue');
    await ask();
    await agree();

    expect(repo.world.enqueued).toEqual([12]);
    pull({ state: 'merged', mergeCommit: 'c'.repeat(40) });
    await lab.pass(MINUTE);
    expect(await outcome()).toMatchObject({ outcome: 'merged' });
  });

  it('counts one decision for each role, however often somebody presses', async () => {
    await ask();
    await say('approve', 'lead', 'Urosa');
    await expect(say('approve', 'lead', 'Urosa')).rejects.toThrow(/answered already|closed/);
    expect(isMerged()).toBe(false);
  });

  it('is decided while the release is on hold, and merged when the hold is over', async () => {
    await ask();
    await lab.order({ order: 'hold', release: id, reason: 'coffee' }, 'Udevon');
    await agree();
    expect(isMerged()).toBe(false);
    await lab.order({ order: 'resume', release: id }, 'Udevon');
    expect(isMerged()).toBe(true);
  });

  it('is marked as passing where statuses are all there is, and merged by people', async () => {
    const frozen = frozenRepository();
    repo = Object.assign(frozen, { next: repo.next });
    openPull(frozen, 12);
    lab = await reopened({ ...FROZEN, more: FROZEN.more.replace('mode: announce', 'mode: status') });
    id = await lab.open();
    for (let n = 0; n < 5; n++) await lab.pass(SECOND);
    await ask();
    await agree();
    expect(isMerged()).toBe(false);
    expect((await outcome()).note).toBe('it may be merged now');
    expect((await lab.said()).join()).toContain('the weaker way');
    for (let n = 0; n < 3; n++) await lab.pass(MINUTE);
    expect(frozen.told.at(-1)).toBe('#12 success Let through the freeze by an exception');

    await lab.jump(lab.now() + 3 * HOUR);
    for (let n = 0; n < 4; n++) await lab.pass(MINUTE);
    expect(await outcome()).toMatchObject({ outcome: 'expired' });
    expect(frozen.told.at(-1)).toContain('#12 failure Frozen');
  });

  it('does not hold the release up when it is stopped, and a command without a step means the release', async () => {
    await lab.order({ order: 'hold', release: id, reason: 'coffee' }, 'Udevon');
    await lab.order({ order: 'resume', release: id }, 'Udevon');
    await ask();
    await lab.order({ order: 'cancel', release: id, reason: 'no' }, 'Urosa');

    expect(await outcome()).toMatchObject({ status: 'cancelled' });
    expect((await lab.release(id)).status).toBe('cancelled');
  });
});

describe('a rollback that begins', () => {
  it('lets an exception wait and does not lose it', async () => {
    lab = await reopened({
      ...FROZEN,
      phases: '- freeze: start\n- deploy: production\n- manual: Look',
      rollback: `rollback:
  decided-by: [commander]
  steps:
    - manual: Take it back`,
    });
    await lab.order({ order: 'start', playbook: 'lab', type: 'weekly', version: '1.0.0', criteria: [] }, 'Urosa');
    await lab.answer('manual-look', { verb: 'done', by: 'Urosa', fields: { evidence: 'x' } });
    await lab.order({ order: 'thaw', playbook: 'lab', reason: 'over' }, 'Urosa');
    id = await lab.open();
    await ask();
    await say('approve', 'lead', 'Urosa');
    await lab.order(
      {
        order: 'rollback',
        release: id,
        version: '1.0.0',
        reason: 'bad',
        impact: '',
        database: false,
        choice: 'roll-back',
      },
      'Uigor',
    );
    expect(await outcome()).toMatchObject({ status: 'suspended' });
    await expect(say('approve', 'commander', 'Uigor')).rejects.toThrow('being rolled back');

    await lab.answer('manual-take-it-back', {
      verb: 'done',
      by: 'Urosa',
      run: 'rollback-1',
      fields: { evidence: 'x' },
    });
    const view = await lab.release(id);
    expect(view.status).toBe('rolled-back');
    await lab.order(
      {
        order: 'answer',
        release: id,
        run: 'exception-1',
        step: 'exception-1',
        round: 1,
        verb: 'approve',
        item: 'commander',
        fields: {},
      },
      'Uigor',
    );
    expect(isMerged()).toBe(true);
  });
});

async function reopened(playbook: Parameters<typeof openLab>[0]): Promise<Lab> {
  await lab.close();
  return openLab(playbook, { repositories: () => repo });
}

describe('nobody decides alone', () => {
  it.each([
    ['on what they asked for themselves', 'Urosa', 'dana-gh', 'whoever asked'],
    ['on a change of their own, however it is written', 'Udevon', 'ROSA-GH', 'your own change'],
  ])('%s', async (_what, asker, author, words) => {
    pull({ author });
    await ask(asker);
    await expect(say('approve', 'lead', 'Urosa')).rejects.toThrow(words);
  });

  it('when their login is not known; it is enough to write it into the playbook', async () => {
    await ask();
    await expect(say('approve', 'lead', 'Ulee')).rejects.toMatchObject({
      fix: expect.stringContaining('Ulee: <login>'),
    });
    lab.writePlaybook(labPlaybook(FROZEN).replace('people: {', 'people: { lee@kars.example: lee-gh,'));
    await say('approve', 'lead', 'Ulee');
  });
});

describe('an exception is refused', () => {
  it.each([
    ['a draft', { draft: true }, '#12 is a draft'],
    ['one that is merged', { state: 'merged' }, '#12 is merged'],
    ['one that goes elsewhere', { base: 'main' }, 'which is not frozen'],
  ] as const)('for %s', async (_what, change, words) => {
    pull(change);
    await expect(ask()).rejects.toThrow(words);
  });

  it('for a number that no pull request has', async () => {
    await expect(ask('Udevon', 13)).rejects.toThrow('no pull request #13');
  });

  it('when it is asked for already', async () => {
    await ask();
    await expect(ask()).rejects.toThrow('asked about already (exception-1)');
  });

  it('when nothing is frozen', async () => {
    await lab.order({ order: 'thaw', playbook: 'lab', reason: 'over' }, 'Urosa');
    await expect(ask()).rejects.toThrow('nothing of `lab` is frozen');
  });

  it('when the host gives no answer, in words', async () => {
    repo.next('pulls.read', 'lose');
    await expect(ask()).rejects.toMatchObject({ code: 'no_answer' });
  });

  it('when the playbook lets nothing through', async () => {
    lab = await reopened({ ...FROZEN, more: 'freeze: { branches: [work], mode: announce }' });
    await lab.open();
    await expect(ask()).rejects.toThrow('lets nothing through its freeze');
  });
});
