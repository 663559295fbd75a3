import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import bolt from '@slack/bolt';
import { createFakeSlack, type FakeSlack } from '../../../src/sandbox/slack/fake-slack.ts';
import type { Message } from '../../../src/sandbox/slack/workspace.ts';
import { modal, signOff } from './blocks.ts';

let slack: FakeSlack;
let app: InstanceType<typeof bolt.App>;
let clicks: string[];

function listen(): void {
  app.command('/release', async ({ ack, command, client }) => {
    if (command.text === 'silence') return;
    if (command.text === 'modal') await client.views.open({ trigger_id: command.trigger_id, view: modal() });
    await ack(command.text === 'aloud' ? { response_type: 'in_channel', text: 'for all' } : `heard: ${command.text}`);
  });
  app.action(/.*/, async ({ ack, body, respond }) => {
    await ack();
    clicks.push(body.user.id);
    await respond({ replace_original: false, text: `thanks, <@${body.user.id}>` });
  });
  app.view('reason', async ({ ack, view }) => {
    const reason = view.state.values.reason?.text?.value ?? '';
    if (reason === 'because') await ack({ response_action: 'errors', errors: { reason: 'say more' } });
    else await ack();
  });
}

beforeEach(async () => {
  slack = await createFakeSlack({ ackMs: 300 });
  clicks = [];
  app = new bolt.App({
    token: slack.tokens.bot,
    appToken: slack.tokens.app,
    socketMode: true,
    convoStore: false,
    logLevel: bolt.LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  listen();
  await app.start();
  await slack.until(() => slack.connections() === 1);
});

afterEach(async () => {
  await app.stop();
  await slack.stop();
});

async function posted(): Promise<Message> {
  await app.client.chat.postMessage({ channel: 'releases', text: 'Sign off', blocks: signOff() });
  const message = slack.messages('releases').at(-1);
  if (!message) throw new Error('nothing was posted');
  return message;
}

const words = (user: string): readonly string[] => slack.ephemeral(user).map(({ text }) => text);

describe('a command', () => {
  it('is answered only to the person who typed it', async () => {
    expect(await slack.command('rosa', 'releases', '/release status')).toMatchObject({ acked: true });

    expect(words('rosa')).toEqual(['heard: status']);
    expect(slack.messages('releases')).toEqual([]);
  });

  it('can be answered to the channel', async () => {
    await slack.command('rosa', 'releases', '/release aloud');

    expect(slack.messages('releases').map(({ text }) => text)).toEqual(['for all']);
  });

  it('brings people and channels as ids, and escapes the rest', async () => {
    await slack.command('rosa', 'releases', '/release hold a&b <!channel> @quinn #kars-team');

    expect(words('rosa')).toEqual(['heard: hold a&amp;b &lt;!channel&gt; <@U0QUINN|quinn> <#C0KARSTEAM|kars-team>']);
  });

  it('that nobody acknowledges fails before the eyes of the person', async () => {
    expect(await slack.command('rosa', 'releases', '/release silence')).toEqual({
      acked: false,
      failure: 'operation_timeout',
    });
    expect(words('rosa')).toEqual(['/release failed with the error "operation_timeout"']);
  });

  it('typed while nobody is connected fails at once', async () => {
    await app.stop();
    await slack.until(() => slack.connections() === 0);

    expect(await slack.command('rosa', 'releases', '/release status')).toMatchObject({ failure: 'dispatch_failed' });
  });
});

describe('a click', () => {
  it('finds its button by what is written on it, and is answered by response_url', async () => {
    await slack.click('quinn', await posted(), 'Give sign-off');
    await slack.until(() => words('quinn').length === 1);

    expect(clicks).toEqual(['U0QUINN']);
    expect(words('quinn')).toEqual(['thanks, <@U0QUINN>']);
  });

  it('arrives twice when Slack delivers it again', async () => {
    slack.faults.add({ on: 'envelope', do: 'duplicate' });

    await slack.click('quinn', await posted(), 'sign-off:give');

    expect(clicks).toEqual(['U0QUINN', 'U0QUINN']);
  });

  it('may be carried out although the person was told that it failed', async () => {
    slack.faults.add({ on: 'envelope', do: 'lose-answer' });

    expect(await slack.click('quinn', await posted(), 'sign-off:give')).toMatchObject({ acked: false });
    expect(clicks).toEqual(['U0QUINN']);
  });
});

describe('a modal', () => {
  beforeEach(async () => {
    await slack.command('igor', 'releases', '/release modal');
  });

  const top = (): string => slack.modals('igor').at(-1)?.id ?? '';

  it('opens in front of the person who asked for it', () => {
    expect(slack.modals('igor').map(({ view }) => view.callback_id)).toEqual(['reason']);
    expect(slack.modals('rosa')).toEqual([]);
  });

  it.each([
    ['nothing', '', 'Please complete this required field.'],
    ['too little', 'x', 'Must be at least 3 characters.'],
    ['too much', 'x'.repeat(3001), 'Must be less than 3001 characters.'],
    ['what the app refuses', 'because', 'say more'],
  ])('stays open with a message under the field for %s', async (_case, reason, error) => {
    expect(await slack.submit('igor', top(), { reason })).toMatchObject({ errors: { reason: error } });
    expect(slack.modals('igor')).toHaveLength(1);
  });

  it('closes when the app takes it', async () => {
    expect(await slack.submit('igor', top(), { reason: 'login is broken' })).not.toHaveProperty('errors');
    expect(slack.modals('igor')).toEqual([]);
  });
});
