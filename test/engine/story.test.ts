import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { FakeGitHub } from '../../src/sandbox/github/fake-github.ts';
import { createPlatform, type Platform } from '../../src/sandbox/platform/platform.ts';
import { verifyChain } from '../../src/store/chain.ts';
import { sayYes, sayYesOnce } from '../support/player.ts';
import { type Connected, connect } from '../support/sandbox-github.ts';
import { openWorkshop, type Workshop } from '../support/workshop.ts';

const PLAYBOOKS = fileURLToPath(new URL('../../data/playbooks', import.meta.url));
/** What is outside is real, and polled every two seconds: the clock on the wall runs faster for this. */
const SPEED = 20;

const at = (iso: string): number => Date.parse(iso);
const WEDNESDAY = at('2026-11-25T15:00:00Z');
const FREEZE = at('2026-11-26T22:00:00Z');
const TESTING = at('2026-11-27T14:00:00Z');
const PREPARATION = at('2026-11-27T18:00:00Z');
const DEPLOYMENT = at('2026-11-27T19:00:00Z');

// A whole release each, with a git of its own.
jest.setTimeout(180_000);

let platform: Platform;
let connected: Connected;
let github: FakeGitHub;
let approved: Set<number>;
let kars: Workshop;

beforeEach(async () => {
  platform = await createPlatform({ buildMs: 0 });
  connected = await connect();
  github = connected.github;
  approved = new Set();
  const began = Date.now();
  kars = await openWorkshop({
    playbooks: PLAYBOOKS,
    now: WEDNESDAY,
    machine: () => began + (Date.now() - began) * SPEED,
    patienceMs: 20_000 * SPEED,
    env: { KARS_TOKEN: platform.token },
    repositories: (_name, signal) => connected.within(signal),
    hosts: new Map([
      ['kars.jvhlabs.com', platform.production.url],
      ['staging.kars.jvhlabs.com', platform.staging.url],
      ['deploy.kars.jvhlabs.com', platform.url],
    ]),
  });
  await kars.engine.start();
});

afterEach(async () => {
  await kars.close();
  await platform.stop();
  await connected[Symbol.asyncDispose]();
});

/** Goes to this instant, and lets everybody answer well until nothing is left to do there. */
async function play(to: number): Promise<void> {
  // What is outside takes its time on a busy machine: then the clock has stopped on the way.
  while ((await kars.jump(to)) !== undefined);
  for (;;) {
    while ((await kars.jump(kars.now())) !== undefined);
    if (!(await kars.store.openIds()).length || !((await sayYesOnce(kars)) || (await approveOnce()))) return;
  }
}

/** The team lead approves what waits for it at GitHub. False when nothing does. */
async function approveOnce(): Promise<boolean> {
  const waiting = github
    .pulls()
    .find(({ state, base, number }) => state === 'open' && base.branch === 'main' && !approved.has(number));
  if (!waiting) return false;
  approved.add(waiting.number);
  await github.as('lee-kars').review(waiting.number, 'approve');
  kars.engine.heard({ repository: 'humac/kars', branches: [], pulls: [waiting.number] });
  return true;
}

const effects = (): readonly string[] => platform.effects.map(({ kind, env, version }) => `${kind} ${env} ${version}`);
const status = async (step: string): Promise<string> => {
  const { status: is, round } = await kars.step(step);
  return `${is} ${round}`;
};

/** What GitHub shows in this environment, oldest first. */
const deployments = (environment: string) =>
  [...github.world.deployments.values()]
    .filter((each) => each.environment === environment)
    .map(({ ref, statuses }) => [ref, ...statuses.map(({ state, url }) => `${state} ${url}`)]);

async function untilVerified(): Promise<void> {
  for (const time of [FREEZE, TESTING, PREPARATION, DEPLOYMENT]) await play(time);
}

/** What the release left at GitHub. */
async function expectCut(): Promise<void> {
  const shipped = (await github.tags()).get('v1.5.0');
  expect(github.branches().get('main')).toBe(shipped);
  expect(github.branches().has('release/v1.5.0')).toBe(false);
  expect((await github.tags()).has('archive/v1.5.0')).toBe(true);
  expect(await github.subjects('develop')).toContain('chore: bump backend to v1.5.0');
  expect(JSON.parse((await github.file('main', 'frontend/package.json')) ?? '{}')).toMatchObject({ version: '1.5.0' });
  expect(await github.file('develop', 'CHANGELOG.md')).toContain('## [1.5.0] - 2026-11-27');
  expect(github.rulesets().filter(({ name }) => name.startsWith('Shipmate freeze'))).toMatchObject([
    { enforcement: 'disabled' },
  ]);
  const mine = github.effects.filter(({ by }) => by === 'shipmate[bot]').map(({ kind }) => kind);
  for (const once of ['open-pull', 'merge-pull', 'merge-branch', 'publish']) {
    expect(mine.filter((kind) => kind === once)).toHaveLength(1);
  }
}

describe('the weekly release of KARS', () => {
  it('goes from Thursday 17:00 to Friday afternoon when everybody says yes', async () => {
    await kars.jump(FREEZE - 3_600_000);
    expect(await kars.store.openIds()).toEqual([]);
    await play(FREEZE);
    expect(await kars.release()).toMatchObject({
      id: 'kars-1',
      version: '1.5.0',
      previous: '1.4.2',
      frozen: ['develop'],
    });
    expect(effects()).toEqual(['deploy staging 1.5.0']);
    expect((await kars.step('check-functional')).until).toBe(TESTING);

    await play(TESTING);
    expect(await status('sign-off-functional-tests')).toBe('done 1');
    await play(PREPARATION);
    expect(effects()).toEqual(['deploy staging 1.5.0']);
    await play(DEPLOYMENT);
    expect(effects()).toEqual(['deploy staging 1.5.0', 'deploy production 1.5.0']);
    expect(await status('watch-production')).toBe('waiting 1');

    await play(DEPLOYMENT + 2 * 3_600_000);
    const done = await kars.release('kars-1');
    expect(done).toMatchObject({ status: 'finished', frozen: [] });
    expect(done.followUps.map(({ title }) => title)).toEqual(['Post-release review']);
    expect((done.endedAt ?? 0) - DEPLOYMENT).toBeGreaterThan(90 * 60_000);
    expect((done.endedAt ?? 0) - DEPLOYMENT).toBeLessThan(121 * 60_000);
    expect(effects()).toHaveLength(2);
    expect(platform.production.live).toBe('1.5.0');
    await expectCut();
    expect(deployments('production')).toEqual([['v1.5.0', 'success https://kars.jvhlabs.com']]);
    expect(verifyChain(await kars.store.facts('kars-1'), { ...done.head })).toMatchObject({ problems: [] });
    expect(kars.problems).toEqual([]);

    const channels = await kars.db.selectFrom('outbox').select(['channel', 'message', 'text']).execute();
    expect(channels.filter(({ channel }) => channel === 'kars-team').map(({ text }) => text.split(' ')[0])).toEqual([
      ':loudspeaker:',
      ':unlock:',
    ]);
  });

  it('goes back to staging when an area is rejected, with every sign-off of that round void', async () => {
    await play(FREEZE);
    await kars.jump(TESTING);
    const sign = (item: string) => kars.answer('sign-off-functional-tests', { verb: 'give', item, by: 'Uquinn' });
    await sign('Authentication');
    await sign('User management');
    await kars.answer('sign-off-functional-tests', {
      verb: 'reject',
      item: 'Asset management',
      by: 'Uiris',
      fields: { reason: 'an asset can not be deleted' },
    });
    const waiting = await kars.step('deploy-staging');
    expect(waiting).toMatchObject({ status: 'stopped', round: 2 });
    expect(waiting.note).toContain('an asset can not be deleted');
    expect(waiting.ask?.answers[0]?.label).toBe('Fixed: begin round 2');
    expect(effects()).toEqual(['deploy staging 1.5.0']);
    expect(await status('sign-off-functional-tests')).toBe('pending 2');

    await kars.answer('deploy-staging', { verb: '@retry', by: 'Udevon' });
    await kars.jump(kars.now());
    expect(effects()).toEqual(['deploy staging 1.5.0', 'deploy staging 1.5.0']);
    expect(await status('freeze-start')).toBe('done 1');
    const { ask } = await kars.step('sign-off-functional-tests');
    expect(ask?.items?.map(({ state }) => state)).toEqual(['open', 'open', 'open', 'open']);
    await sayYes(kars);
    expect(await status('sign-off-functional-tests')).toBe('done 2');
  });

  it('rolls back by itself when the deploy to production fails', async () => {
    for (const time of [FREEZE, TESTING, PREPARATION]) await play(time);
    platform.production.failBuilds(1);
    github.rights.app.deployments = 'none';
    await play(DEPLOYMENT);
    expect(effects().slice(1)).toEqual(['deploy production 1.5.0', 'stop production 1.4.2', 'deploy production 1.4.2']);
    expect((await kars.release('kars-1')).runs[1]?.reason).toContain('the build failed');
    await play(kars.now() + 3_600_000);
    const { status: ended, runs } = await kars.release('kars-1');
    expect(ended).toBe('rolled-back');
    const recording = runs[1]?.steps.find(({ title }) => title === 'Record what production runs');
    expect(recording?.note).toMatch(/failed and went on: .*Give Shipmate the right `Deployments: read`/);
    expect(platform.production.live).toBe('1.4.2');
  });

  it('goes back when the commander says so in the middle of the watch, and everybody is told', async () => {
    await untilVerified();
    await kars.jump(DEPLOYMENT + 20 * 60_000);
    await platform.production.setMood('broken');
    await kars.jump(kars.now() + 60_000);
    const form = await kars.engine.releases.rollbackForm('kars-1');
    expect(form).toMatchObject({ running: '1.5.0', asksDatabase: true, decidedBy: ['commander'] });
    expect(form.versions.map(({ version }) => version)).toEqual(['1.4.2']);
    await kars.order(
      {
        order: 'rollback',
        release: 'kars-1',
        version: '1.4.2',
        reason: 'errors <!channel> & more',
        impact: 'nobody can log in',
        database: false,
        choice: 'roll-back',
      },
      'Uigor',
    );
    await play(kars.now() + 3_600_000);
    expect(await kars.release('kars-1')).toMatchObject({ status: 'rolled-back', frozen: ['develop'] });
    expect(effects().slice(2)).toEqual(['stop production 1.5.0', 'deploy production 1.4.2']);
    expect(platform.production.live).toBe('1.4.2');
    expect(deployments('production').map(([ref]) => ref)).toEqual(['v1.5.0', 'v1.4.2']);
    const said = (await kars.said()).join('\n');
    expect(said).toContain('ROLLBACK IN PROGRESS: KARS v1.5.0');
    expect(said).toContain('errors &lt;!channel&gt; &amp; more');
    expect(said).toContain('*Deploy the previous version to production*: v1.4.2 is on its way');
    expect(said).toContain('*Deploy the previous version to production*: v1.4.2 is live');
    expect(said).toContain('ROLLBACK COMPLETE: KARS runs v1.4.2 again');
    expect(await kars.store.refusedVersions('kars-weekly')).toEqual(['1.5.0']);
    expect(kars.problems).toEqual([]);
  });
});
