import { afterEach, expect, it } from '@jest/globals';
import bolt from '@slack/bolt';
import { close, freePort } from '../../../src/sandbox/http.ts';
import { createFakeSlack, type FakeSlack } from '../../../src/sandbox/slack/fake-slack.ts';
import { signOff } from './blocks.ts';

const SECRET = 'of-the-sandbox';

let slack: FakeSlack;
let app: InstanceType<typeof bolt.App>;
let server: Awaited<ReturnType<typeof app.start>>;

async function start(signingSecret: string): Promise<void> {
  const port = await freePort();
  slack = await createFakeSlack({ http: { url: `http://127.0.0.1:${port}/slack/events`, signingSecret } });
  app = new bolt.App({
    token: slack.tokens.bot,
    signingSecret: SECRET,
    convoStore: false,
    logLevel: bolt.LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  app.command('/release', async ({ ack, command }) => ack(`heard: ${command.text}`));
  app.action('sign-off:give', async ({ ack }) => ack());
  server = await app.start({ port, host: '127.0.0.1' });
}

afterEach(async () => {
  if ('closeAllConnections' in server) await close(server);
  await slack.stop();
});

it('reaches an app that checks the signature', async () => {
  await start(SECRET);
  await slack.command('rosa', 'releases', '/release status');
  await app.client.chat.postMessage({ channel: 'releases', text: 'x', blocks: signOff() });
  const [message] = slack.messages('releases');

  expect(slack.ephemeral('rosa').map(({ text }) => text)).toEqual(['heard: status']);
  expect(message && (await slack.click('quinn', message, 'sign-off:give'))).toMatchObject({ acked: true });
});

it('is turned away when it signs with another secret', async () => {
  await start('somebody-else');

  expect(await slack.command('rosa', 'releases', '/release status')).toMatchObject({ failure: 'dispatch_failed' });
});
