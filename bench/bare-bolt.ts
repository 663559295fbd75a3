import { createServer } from 'node:http';
import bolt from '@slack/bolt';

/** The least that a Bolt app can do: it acknowledges, and nothing else. What Shipmate's acknowledgement is held against. */

const {
  PORT = '0',
  SLACK_BOT_TOKEN = '',
  SLACK_APP_TOKEN,
  SLACK_SIGNING_SECRET = '',
  SLACK_API_URL = '',
} = process.env;
const clientOptions = { slackApiUrl: SLACK_API_URL };

const receiver =
  SLACK_APP_TOKEN === undefined
    ? new bolt.HTTPReceiver({ signingSecret: SLACK_SIGNING_SECRET })
    : new bolt.SocketModeReceiver({ appToken: SLACK_APP_TOKEN, installerOptions: { clientOptions } });
const app = new bolt.App({
  receiver,
  clientOptions,
  convoStore: false,
  authorize: async () => ({ botToken: SLACK_BOT_TOKEN, botId: 'B0BARE', botUserId: 'U0BARE' }),
});
app.action(/./, ({ ack }) => ack());

const listener = receiver instanceof bolt.HTTPReceiver ? receiver.requestListener : undefined;
if (!listener) await app.start();
createServer((request, response) => {
  if (request.method === 'POST' && listener) listener(request, response);
  else response.writeHead(200).end('{}');
}).listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
process.once('SIGTERM', () => process.exit(0));
