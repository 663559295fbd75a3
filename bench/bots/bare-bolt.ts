import { createServer } from 'node:http';
import bolt from '@slack/bolt';
import Sqlite from 'better-sqlite3';

/**
 * The least that a Bolt app can do, which Shipmate's acknowledgement is held against: it acknowledges, and nothing else.
 * With BARE_STORE it writes one row to a disk first, as safely as Shipmate does: what no promise can be had without.
 */

const {
  PORT = '0',
  SLACK_BOT_TOKEN = '',
  SLACK_APP_TOKEN,
  SLACK_SIGNING_SECRET = '',
  SLACK_API_URL = '',
  BARE_STORE,
  DATABASE_URL = '',
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
const keep = BARE_STORE === 'on' ? openStore(DATABASE_URL) : () => {};
app.action(/./, async ({ ack, body }) => {
  keep(JSON.stringify(body));
  await ack();
});

const listener = receiver instanceof bolt.HTTPReceiver ? receiver.requestListener : undefined;
if (!listener) await app.start();
createServer((request, response) => {
  if (request.method === 'POST' && listener) listener(request, response);
  else response.writeHead(200).end('{}');
}).listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
process.once('SIGTERM', () => process.exit(0));

function openStore(file: string): (text: string) => void {
  const sqlite = new Sqlite(file);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.exec('CREATE TABLE clicks (body TEXT NOT NULL)');
  const insert = sqlite.prepare('INSERT INTO clicks VALUES (?)');
  return (text) => void insert.run(text);
}
