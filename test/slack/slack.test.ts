import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/core/errors.ts';
import { loadDefinitions } from '../../src/engine/load.ts';
import { createFakeSlack, type FakeSlack } from '../../src/sandbox/slack/fake-slack.ts';
import type { Family } from '../../src/slack/actions/_family.ts';
import type { Command } from '../../src/slack/commands/_command.ts';
import type { Shortcut } from '../../src/slack/shortcuts/_shortcut.ts';
import { createSlack, type Slack } from '../../src/slack/slack.ts';
import { type RecordingReleases, ROLLBACK_FORM, recordingReleases, type World } from '../support/fake-releases.ts';
import { aCard, memoryOutbox } from '../support/memory-outbox.ts';
import { listedRoles, recordingLog } from '../support/quiet.ts';
import { aPlaybook, aReleaseView, THURSDAY } from '../support/release-view.ts';

const SECRET = 'a-signing-secret';
const view = aReleaseView();
const REQUEST = { kind: 'request', run: 'main', step: 'qa-sign-off', round: 1 } as const;

let commands: ReadonlyMap<string, Command>;
let families: ReadonlyMap<string, Family>;
let shortcuts: ReadonlyMap<string, Shortcut>;
beforeAll(async () => {
  commands = await loadDefinitions<Command>(new URL('../../src/slack/commands/', import.meta.url));
  families = await loadDefinitions<Family>(new URL('../../src/slack/actions/', import.meta.url));
  shortcuts = await loadDefinitions<Shortcut>(new URL('../../src/slack/shortcuts/', import.meta.url));
});

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Town {
  readonly fake: FakeSlack;
  readonly slack: Slack;
  readonly releases: RecordingReleases;
}

function shipmate(
  fake: FakeSlack,
  world: World,
  mode: { appToken?: string; signingSecret?: string },
): Omit<Town, 'fake'> {
  const releases = recordingReleases(world);
  const slack = createSlack({
    config: { botToken: fake.tokens.bot, slackApiUrl: fake.apiUrl, ...mode },
    commands,
    families,
    shortcuts,
    releases,
    outbox: memoryOutbox([], [aCard('kars-17'), aCard('kars-17/main/qa-sign-off/1', REQUEST)]),
    roles: listedRoles,
    clock: { now: () => THURSDAY, machine: Date.now },
    log: recordingLog(),
    pace: {},
  });
  closing.push(() => slack.stop());
  return { slack, releases };
}

async function bySocket(world: World = { open: [view], rollback: ROLLBACK_FORM }): Promise<Town> {
  const fake = await createFakeSlack();
  closing.push(() => fake.stop());
  const { slack, releases } = shipmate(fake, world, { appToken: fake.tokens.app });
  slack.start();
  await fake.until(() => fake.connections() > 0 && fake.messages('releases').length === 2);
  return { fake, slack, releases };
}

function messageWith(fake: FakeSlack, text: string): ReturnType<FakeSlack['messages']>[number] {
  const message = fake.messages('releases').find((one) => JSON.stringify(one.blocks).includes(text));
  if (!message) throw new Error(`no message says ${text}`);
  return message;
}

describe('in Socket Mode', () => {
  it('a command is answered in its acknowledgement, to the caller only', async () => {
    const { fake } = await bySocket();

    await fake.command('quinn', 'releases', '/release status');

    expect(JSON.stringify(fake.ephemeral('quinn'))).toContain('can be cleared by');
    expect(fake.messages('releases')).toHaveLength(2);
  });

  it('a command that changes something is answered in the channel', async () => {
    const { fake, releases } = await bySocket();

    await fake.command('rosa', 'releases', '/release hold a <b> & c from @dana');

    expect(releases.orders).toEqual([expect.objectContaining({ order: 'hold', reason: 'a <b> & c from @dana' })]);
    expect(fake.messages('releases').at(-1)?.text).toBe('Done: hold.');
  });

  it('a click on a sign-off is stored, then acknowledged', async () => {
    const { fake, releases } = await bySocket();

    const reaction = await fake.click('quinn', messageWith(fake, 'Does it work?'), 'Sign off');

    expect(reaction.acked).toBe(true);
    expect(releases.orders).toEqual([expect.objectContaining({ order: 'answer', verb: 'give', by: 'U0QUINN' })]);
  });

  it.each([
    ['from anywhere', undefined, 'Pull request'],
    ['at a message, for the pull request that it names', 'see http://127.0.0.1/humac/kars/pull/31', '/pull/31'],
  ])('a shortcut chosen %s opens its form', async (_fact, text, shown) => {
    const freeze = {
      branches: ['work'],
      mode: 'ruleset' as const,
      exempt: { paths: [], labels: [], commits: [] },
      exceptions: { approvedBy: ['lead'], secondPerson: true, lastsMs: 1 },
    };
    const { fake } = await bySocket({ open: [view], playbooks: [aPlaybook({ freeze })] });
    const message =
      text === undefined ? undefined : fake.workspace.post({ channel: 'C0RELEASES', user: 'U0DANA', text });

    const reaction = await fake.shortcut('dana', 'Through the freeze', message);
    await fake.until(() => fake.modals('dana').length > 0);

    expect(reaction.acked).toBe(true);
    expect(JSON.stringify(fake.modals('dana').at(-1)?.view)).toContain(shown);
  });

  it('a shortcut that has nothing to ask says so', async () => {
    const { fake } = await bySocket();

    await fake.shortcut('dana', 'Start a hotfix');
    await fake.until(() => fake.modals('dana').length > 0 || fake.ephemeral('dana').length > 0);

    expect(JSON.stringify([fake.modals('dana'), fake.ephemeral('dana')])).toContain('No playbook has an urgent type');
  });

  it('a click that Slack delivers twice counts once', async () => {
    const { fake, releases } = await bySocket();
    fake.faults.add({ on: 'envelope', do: 'duplicate' });

    await fake.click('quinn', messageWith(fake, 'Does it work?'), 'Sign off');

    expect(releases.orders).toHaveLength(1);
  });

  it('a click that is refused is acknowledged, and the person is told why', async () => {
    const { fake } = await bySocket({ open: [view], refuse: new UserError('not_allowed', 'Only `qa` may sign off.') });

    const reaction = await fake.click('dana', messageWith(fake, 'Does it work?'), 'Sign off');
    await fake.until(() => fake.ephemeral('dana').length > 0);

    expect(reaction.acked).toBe(true);
    expect(fake.ephemeral('dana').at(-1)?.text).toContain('Only `qa` may sign off.');
  });

  it('a rejection asks for its reason in a modal and is taken with it', async () => {
    const { fake, releases } = await bySocket();

    await fake.click('quinn', messageWith(fake, 'Does it work?'), 'Reject …');
    await fake.until(() => fake.modals('quinn').length > 0);
    const [modal] = fake.modals('quinn');
    await fake.submit('quinn', modal?.id ?? '', { reason: 'search is slow' });

    expect(releases.orders).toEqual([
      expect.objectContaining({ verb: 'reject', fields: { reason: 'search is slow' } }),
    ]);
    expect(fake.modals('quinn')).toEqual([]);
  });

  it.each([
    ['at its field, when one is wrong', new UserError('bad', 'Not a version.', { field: 'version' }), 'Not a version.'],
    [
      'at the first field, when it is about none',
      new UserError('not_allowed', 'Only a commander.'),
      'Only a commander.',
    ],
  ])('the rollback modal shows an error %s', async (_fact, refuse, said) => {
    const { fake, releases } = await bySocket();
    await fake.command('igor', 'releases', '/release rollback');
    await fake.until(() => fake.modals('igor').length > 0);
    releases.become({ refuse });

    const [modal] = fake.modals('igor');
    const reaction = await fake.submit('igor', modal?.id ?? '', { reason: 'errors', database: 'no' });

    expect(reaction.errors).toEqual({ version: said });
  });

  it('a modal that is submitted after the release moved on says so in the modal', async () => {
    const { fake, releases } = await bySocket();
    await fake.command('igor', 'releases', '/release rollback');
    await fake.until(() => fake.modals('igor').length > 0);
    releases.become({ refuse: new UserError('stale', 'It is rolled back already.') });

    await fake.submit('igor', fake.modals('igor')[0]?.id ?? '', { reason: 'errors', database: 'no' });

    expect(JSON.stringify(fake.modals('igor')[0]?.view)).toContain('It is rolled back already.');
  });

  it.each([
    ['shows what it waited for', { rollback: ROLLBACK_FORM }, 'Deploy the previous version'],
    ['shows why it can not be shown', {}, 'Nothing of `kars-17` is live.'],
  ])('a modal that takes its time opens at once, and then %s', async (_fact, world, shown) => {
    const gate = Promise.withResolvers<void>();
    const { fake } = await bySocket({ open: [view], ...world, gate: gate.promise });
    const modal = (): string => JSON.stringify(fake.modals('igor')[0]?.view ?? null);

    await fake.command('igor', 'releases', '/release rollback');
    await fake.until(() => modal().includes('One moment'));
    gate.resolve();

    await fake.until(() => modal().includes(shown));
  });

  it('a modal that can not be shown is not opened at all when that is known at once', async () => {
    const { fake } = await bySocket({ open: [view] });

    await fake.command('igor', 'releases', '/release rollback');
    await fake.until(() => fake.ephemeral('igor').length > 0);

    expect(fake.ephemeral('igor').at(-1)?.text).toContain('Nothing of `kars-17` is live.');
    expect(fake.modals('igor')).toEqual([]);
  });

  it('a modal that Slack does not open is told of', async () => {
    const { fake } = await bySocket();
    fake.faults.add({ on: 'views.open', do: 'error' });

    await fake.command('igor', 'releases', '/release rollback');
    await fake.until(() => fake.ephemeral('igor').length > 0);

    expect(fake.ephemeral('igor').at(-1)?.text).toContain('Nothing was changed. Try again.');
  });

  it('connections that Slack ends are replaced', async () => {
    const { fake } = await bySocket();
    await fake.until(() => fake.connections() === 2);
    fake.disconnect('refresh_requested');

    await fake.until(() => fake.connections() === 0);
    await fake.until(() => fake.connections() === 2);
    const reaction = await fake.command('quinn', 'releases', '/release help');

    expect(reaction.acked).toBe(true);
  });
});

describe('when nothing can be stored', () => {
  it('a click gets no acknowledgement, so that Slack shows that it failed', async () => {
    const fake = await createFakeSlack({ ackMs: 300 });
    closing.push(() => fake.stop());
    const { slack } = shipmate(
      fake,
      { open: [view], refuse: new Error('disk is full') },
      { appToken: fake.tokens.app },
    );
    slack.start();
    await fake.until(() => fake.connections() > 0 && fake.messages('releases').length === 2);

    const reaction = await fake.click('quinn', messageWith(fake, 'Does it work?'), 'Sign off');

    expect(reaction.acked).toBe(false);
  });
});

describe('when Slack is down at the start', () => {
  it('it goes on trying, and is there when Slack is', async () => {
    const fake = await createFakeSlack();
    closing.push(() => fake.stop());
    fake.faults.add({ on: 'auth.test', do: 'error', times: 2 });
    const { slack } = shipmate(fake, { open: [view] }, { appToken: fake.tokens.app });
    slack.start();
    expect(slack.isReady()).toBe(false);

    await fake.until(() => fake.connections() > 0);

    expect((await fake.command('quinn', 'releases', '/release help')).acked).toBe(true);
  });
});

describe('by signed HTTP', () => {
  async function byHttp(): Promise<Town & { readonly url: string }> {
    let slack: Slack | undefined;
    const server = createServer((request, response) => slack?.requestListener?.(request, response));
    const url = `${await listening(server)}/slack/events`;
    const fake = await createFakeSlack({ http: { url, signingSecret: SECRET } });
    closing.push(() => fake.stop());
    const town = shipmate(fake, { open: [view] }, { signingSecret: SECRET });
    slack = town.slack;
    return { fake, ...town, url };
  }

  async function listening(server: Server): Promise<string> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(async () => server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  function signed(url: string, payload: object, secret = SECRET): Promise<Response> {
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const at = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': at,
      'x-slack-signature': `v0=${signature}`,
    };
    return fetch(url, { method: 'POST', headers, body });
  }

  const click = (team: string): object => ({
    type: 'block_actions',
    user: { id: 'U0QUINN', team_id: team },
    team: { id: 'T0KARS' },
    trigger_id: 't-1',
    actions: [
      { type: 'button', action_id: 'release:resume', block_id: 'b', action_ts: '1.1', value: '{"release":"kars-17"}' },
    ],
  });

  it('a command is answered, and a click is taken', async () => {
    const { fake, slack, releases } = await byHttp();
    slack.start();
    await fake.until(() => fake.messages('releases').length === 2);

    await fake.command('quinn', 'releases', '/release status');
    await fake.click('quinn', messageWith(fake, 'Does it work?'), 'Sign off');

    expect(JSON.stringify(fake.ephemeral('quinn'))).toContain('can be cleared by');
    expect(releases.orders).toHaveLength(1);
  });

  it('before Slack has told who we are, nothing is acknowledged', async () => {
    const { url, releases } = await byHttp();

    expect((await signed(url, click('T0KARS'))).status).toBe(503);
    expect(releases.orders).toEqual([]);
  });

  it.each([
    ['a member of the workspace is heard', 'T0KARS', SECRET, 200, 1],
    ['somebody of another workspace, in a shared channel, is not', 'T0OTHER', SECRET, 200, 0],
    ['a forged signature is not', 'T0KARS', 'guessed', 401, 0],
  ])('%s', async (_fact, team, secret, status, orders) => {
    const { fake, slack, url, releases } = await byHttp();
    slack.start();
    await fake.until(() => fake.messages('releases').length === 2);

    expect((await signed(url, click(team), secret)).status).toBe(status);
    expect(releases.orders).toHaveLength(orders);
  });
});
