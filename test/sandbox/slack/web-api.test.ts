import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createFakeSlack, type FakeSlack } from '../../../src/sandbox/slack/fake-slack.ts';
import { modal, signOff } from './blocks.ts';

const Json = z.record(z.string(), z.unknown());

let slack: FakeSlack;
let machine: number;

beforeEach(async () => {
  machine = Date.UTC(2026, 2, 5, 22);
  slack = await createFakeSlack({ machine: () => machine });
});

afterEach(() => slack.stop());

async function ask(method: string, args: object = {}, token = slack.tokens.bot): Promise<Record<string, unknown>> {
  const response = await fetch(`${slack.apiUrl}${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(args),
  });
  return Json.parse(await response.json());
}

const section = (text: string): object => ({ type: 'section', text: { type: 'mrkdwn', text } });
const post = (more: object): object => ({ channel: 'releases', text: 'hello', ...more });

describe('the Web API', () => {
  it.each([
    ['a wrong token', 'auth.test', {}, 'xoxb-wrong', 'invalid_auth'],
    ['no token', 'auth.test', {}, '', 'not_authed'],
    ['the token of the app', 'auth.test', {}, 'xapp-sandbox', 'not_allowed_token_type'],
    ['a bot that wants a socket', 'apps.connections.open', {}, undefined, 'not_allowed_token_type'],
    ['an unknown method', 'chat.postMesage', {}, undefined, 'unknown_method'],
    ['no channel', 'chat.postMessage', { text: 'x' }, undefined, 'invalid_arguments'],
    ['an unknown channel', 'chat.postMessage', { channel: 'nowhere', text: 'x' }, undefined, 'channel_not_found'],
    ['nothing to say', 'chat.postMessage', { channel: 'releases' }, undefined, 'no_text'],
    ['an unknown thread', 'chat.postMessage', post({ thread_ts: '1.2' }), undefined, 'thread_not_found'],
    [
      '51 blocks',
      'chat.postMessage',
      post({ blocks: Array(51).fill({ type: 'divider' }) }),
      undefined,
      'invalid_blocks',
    ],
    [
      '3,001 characters',
      'chat.postMessage',
      post({ blocks: [section('x'.repeat(3001))] }),
      undefined,
      'invalid_blocks',
    ],
    [
      'much together',
      'chat.postMessage',
      post({ blocks: Array(5).fill(section('x'.repeat(2900))) }),
      undefined,
      'msg_blocks_too_long',
    ],
    ['odd metadata', 'chat.postMessage', post({ metadata: { event: 1 } }), undefined, 'invalid_metadata_format'],
    ['an unknown message', 'chat.update', post({ ts: '1.2' }), undefined, 'message_not_found'],
    ['an unknown trigger', 'views.open', { trigger_id: '1.2', view: modal() }, undefined, 'invalid_trigger_id'],
    ['an unknown modal', 'views.update', { view_id: 'V1', view: modal() }, undefined, 'not_found'],
    ['the name of a channel', 'conversations.history', { channel: 'releases' }, undefined, 'channel_not_found'],
    ['an unknown e-mail', 'users.lookupByEmail', { email: 'nobody@kars.example' }, undefined, 'users_not_found'],
  ])('refuses %s', async (_case, method, args, token, error) => {
    expect(await ask(method, args, token)).toMatchObject({ ok: false, error });
  });

  it('refuses to post where the bot was removed', async () => {
    slack.workspace.removeBot('releases');

    expect(await ask('chat.postMessage', post({}))).toMatchObject({ error: 'not_in_channel' });
  });

  it('refuses an update with more than 4,000 characters of text', async () => {
    const { ts } = await ask('chat.postMessage', post({}));

    expect(await ask('chat.update', post({ ts, text: 'x'.repeat(4001) }))).toMatchObject({ error: 'msg_too_long' });
  });

  it('refuses to change what somebody else wrote', async () => {
    const { ts } = slack.workspace.post({ channel: 'C0RELEASES', user: 'U0DANA', text: 'lunch?' });

    expect(await ask('chat.update', post({ ts }))).toMatchObject({ error: 'cant_update_message' });
  });

  it('takes the blocks away when an update has only text', async () => {
    const { ts } = await ask('chat.postMessage', post({ blocks: signOff() }));
    await ask('chat.update', post({ ts, text: 'decided' }));

    expect(slack.messages('releases')).toMatchObject([{ text: 'decided', blocks: [], edited: true }]);
  });

  it('keeps metadata that an update does not mention, and shows it when asked', async () => {
    const metadata = { event_type: 'shipmate_line', event_payload: { id: 7 } };
    const { ts, channel } = await ask('chat.postMessage', post({ metadata }));
    await ask('chat.update', post({ ts, text: 'again' }));

    const history = { channel, include_all_metadata: true };
    expect(await ask('conversations.history', history)).toMatchObject({ messages: [{ ts, metadata }] });
    expect(await ask('conversations.history', { channel })).not.toHaveProperty('messages.0.metadata');
  });

  it('keeps replies out of the history and in the thread', async () => {
    const { ts, channel } = await ask('chat.postMessage', post({}));
    await ask('chat.postMessage', post({ text: 'a reply', thread_ts: ts }));

    expect(await ask('conversations.history', { channel })).toMatchObject({ messages: [{ text: 'hello' }] });
    expect(await ask('conversations.replies', { channel, ts })).toMatchObject({
      messages: [{ text: 'hello' }, { text: 'a reply' }],
    });
  });

  it('knows the people, their e-mails and the group', async () => {
    expect(await ask('users.lookupByEmail', { email: 'igor@kars.example' })).toMatchObject({ user: { id: 'U0IGOR' } });
    expect(await ask('usergroups.list', { include_users: true })).toMatchObject({
      usergroups: [{ handle: 'kars-qa', users: ['U0QUINN', 'U0IRIS'] }],
    });
  });
});

describe('a trigger', () => {
  it('opens one modal', async () => {
    const trigger_id = slack.trigger('rosa');

    expect(await ask('views.open', { trigger_id, view: modal() })).toMatchObject({ ok: true });
    expect(await ask('views.open', { trigger_id, view: modal() })).toMatchObject({ error: 'exchanged_trigger_id' });
  });

  it('is worth nothing after three seconds', async () => {
    const trigger_id = slack.trigger('rosa');
    machine += 3001;

    expect(await ask('views.open', { trigger_id, view: modal() })).toMatchObject({ error: 'expired_trigger_id' });
  });

  it('is not used up by a modal that Slack refuses', async () => {
    const trigger_id = slack.trigger('rosa');
    const tooLong = { ...modal(), title: { type: 'plain_text', text: 'x'.repeat(25) } };

    expect(await ask('views.open', { trigger_id, view: tooLong })).toMatchObject({ error: 'invalid_arguments' });
    expect(await ask('views.open', { trigger_id, view: modal() })).toMatchObject({ ok: true });
  });
});

describe('a modal that was updated meanwhile', () => {
  it('refuses an update that has not seen it', async () => {
    slack.workspace.setViews('U0ROSA', [
      { id: 'V1', rootId: 'V1', previousId: undefined, hash: 'new', user: 'U0ROSA', view: { ...modal() } },
    ]);

    const update = { view_id: 'V1', view: modal() };
    expect(await ask('views.update', { ...update, hash: 'old' })).toMatchObject({ error: 'hash_conflict' });
    expect(await ask('views.update', { ...update, hash: 'new' })).toMatchObject({ ok: true });
  });
});

describe('rate limits', () => {
  it('hold back one channel and leave the others alone', async () => {
    const limited = await createFakeSlack({ machine: () => machine, limits: true });
    const say = async (channel: string): Promise<Response> =>
      fetch(`${limited.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers: { authorization: `Bearer ${limited.tokens.bot}` },
        body: new URLSearchParams({ channel, text: 'x' }),
      });
    for (let burst = 0; burst < 4; burst += 1) await say('releases');

    const refused = await say('releases');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await say('kars-team')).status).toBe(200);
    machine += 1000;
    expect((await say('releases')).status).toBe(200);
    await limited.stop();
  });
});

describe('a fault', () => {
  it.each([
    ['drop', false],
    ['lose-answer', true],
  ] as const)('%s breaks the connection; that it happened all the same is %s', async (kind, happened) => {
    slack.faults.add({ on: 'chat.postMessage', do: kind });

    await expect(ask('chat.postMessage', post({}))).rejects.toThrow();
    expect(slack.messages('releases')).toHaveLength(happened ? 1 : 0);
  });

  it('late is carried out after the caller was left alone', async () => {
    slack.faults.add({ on: 'chat.*', do: 'late', ms: 5 });

    await expect(ask('chat.postMessage', post({}))).rejects.toThrow();
    await slack.until(() => slack.messages('releases').length === 1);
  });

  it('hits as often as it was told, and then no more', async () => {
    slack.faults.add({ on: '*', do: 'rate-limit', times: 2 });

    expect(await ask('auth.test')).toMatchObject({ error: 'ratelimited' });
    expect(await ask('auth.test')).toMatchObject({ error: 'ratelimited' });
    expect(await ask('auth.test')).toMatchObject({ ok: true, user_id: 'U0SHIPMATE' });
  });
});
