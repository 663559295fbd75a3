import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createGitHub } from '../../../src/github/github.ts';
import { createFakeGitHub, type FakeGitHub } from '../../../src/sandbox/github/fake-github.ts';
import { type Lab, MINUTE, openLab, SECOND } from '../../support/lab.ts';
import { recordingLog } from '../../support/quiet.ts';

const playbook = (mode: string) => ({
  phases: '- freeze: start\n- manual: Look\n- freeze: end',
  more: `freeze:
  branches: [work]
  mode: ${mode}
  exceptions: { approved-by: [lead] }
people: { rosa@kars.example: rosa-kars }
messages: { freeze-started: FROZEN, freeze-lifted: LIFTED }`,
});

let lab: Lab;
let github: FakeGitHub;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shipmate-github-'));
  github = await createFakeGitHub({ folder });
});
afterEach(async () => {
  await lab.close();
  await github.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function open(mode = 'ruleset'): Promise<string> {
  const { id, privateKey } = github.app;
  const parts = {
    mirrors: join(folder, 'mirrors'),
    machine: Date.now,
    log: recordingLog(),
    env: process.env,
    isHasty: true,
  };
  const { repository } = createGitHub({ apiUrl: github.apiUrl, identity: { appId: id, privateKey } }, parts);
  lab = await openLab(playbook(mode), { repositories: (_name, signal) => repository(github.repository, signal) });
  return lab.open();
}

/** Somebody's pull request into the frozen branch. */
async function openPull(branch = 'fix/login'): Promise<number> {
  await github.as('dana-kars').push({ branch, from: 'develop', files: { [`${branch}.txt`]: 'fixed' } });
  const pull = await github.as('dana-kars').open({ title: 'fix: the login', head: branch, base: 'develop' });
  return pull.number;
}
const merge = (number: number) => github.as('lee-kars').merge(number);
const done = () => lab.answer('manual-look', { verb: 'done', by: 'Urosa', run: 'main', fields: { evidence: 'x' } });
const said = async (words: string) => (await lab.said()).filter((line) => line.includes(words));
async function seconds(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await lab.pass(SECOND);
}

describe('at GitHub', () => {
  it('a frozen branch keeps people out, lets an exception in, and is open afterwards', async () => {
    const id = await open();
    expect(await said('FROZEN')).toHaveLength(1);
    const [inTime, other] = [await openPull(), await openPull('fix/other')];
    await expect(merge(inTime)).rejects.toThrow();

    await lab.order({ order: 'exception', playbook: 'lab', pull: inTime, severity: 'high', reason: 'now' }, 'Udevon');
    await lab.answer('exception-1', { verb: 'approve', item: 'lead', by: 'Urosa', run: 'exception-1' });
    await lab.pass(MINUTE);
    expect(github.pull(inTime).merged?.by).toBe('shipmate[bot]');
    await expect(merge(other)).rejects.toThrow();

    await done();
    await lab.pass(2 * SECOND);
    expect(await said('LIFTED')).toHaveLength(1);
    expect((await lab.release(id)).status).toBe('finished');
    await merge(other);
    expect(lab.problems).toEqual([]);
  });

  it('open pull requests are told, and told again when it is over', async () => {
    const number = await openPull();
    await open();
    const { sha } = github.pull(number).head;
    const told = () => github.statuses(sha).map(({ state, description }) => `${state} ${description}`);
    await seconds(8);
    expect(told()).toEqual(['failure Frozen for v0.1.0 until it is done: ask in #releases']);
    await done();
    await seconds(8);
    expect(told()).toEqual(['success The freeze is over']);
  });

  it('somebody who switches the ruleset off is noticed, and what they merge then', async () => {
    const id = await open();
    const number = await openPull();
    const ruleset = github.rulesets().find(({ name }) => name.startsWith('Shipmate freeze'));
    await github.as('devon-kars').enforce(ruleset?.id ?? 0, 'disabled');
    await merge(number);
    for (let n = 0; n < 6; n++) await lab.pass(MINUTE);

    expect(await said('was changed at the host')).toHaveLength(1);
    expect(await said('something landed on it')).toHaveLength(1);
    expect(await lab.facts(id)).toEqual(expect.arrayContaining(['freeze:drifted', 'freeze:leaked']));
    await lab.order({ order: 'guard', playbook: 'lab', choice: 'close' }, 'Urosa');
    const late = await openPull('fix/late');
    await expect(merge(late)).rejects.toThrow();
  });

  it('an App without the right is told which one, and the announcement may do', async () => {
    github.rights.app.administration = 'none';
    await open();
    const step = await lab.step('freeze-start', 'main');
    expect(step.note).toMatch(/could not be closed.*[Aa]dministration/s);
    await lab.answer('freeze-start', { verb: 'waive', by: 'Urosa', fields: { reason: 'small team' } });
    expect(await said('FROZEN')).toHaveLength(1);
  });

  it('a lock keeps people out as well', async () => {
    await open('lock');
    const number = await openPull();
    await expect(merge(number)).rejects.toThrow();
    await done();
    await lab.pass(2 * SECOND);
    await merge(number);
  });
});
