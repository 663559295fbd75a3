import { setTimeout as sleep } from 'node:timers/promises';
import bolt, { type Receiver } from '@slack/bolt';
import { messageOf } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import { quietLog } from './bolt-log.ts';

export interface SocketSettings {
  readonly appToken: string;
  readonly slackApiUrl: string;
}

export interface SocketParts {
  readonly log: Log;
  machine(): number;
}

/** Slack recycles every connection now and then. With two, one of them is there when somebody clicks. */
const CONNECTIONS = 2;
const STAGGER_MS = 1_500;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
const FAREWELL_MS = 1_000;
const HELLO_MS = 10_000;
const SHORT_LIVED_MS = 5_000;

/**
 * Socket Mode over several connections that are kept up here: the library's own reconnecting leaves five seconds
 * without any, and when it gives up, it does so as an unhandled rejection.
 */
export function createSocketReceiver(settings: SocketSettings, { log, machine }: SocketParts): Receiver {
  const stopping = new AbortController();
  const loops: Promise<void>[] = [];
  const receivers = Array.from({ length: CONNECTIONS }, () => connection(settings, log));
  return {
    init(app) {
      for (const receiver of receivers) receiver.init(app);
    },
    async start() {
      for (const [index, { client }] of receivers.entries()) {
        loops.push(keepUp(client, { log, machine, signal: stopping.signal, delayMs: index * STAGGER_MS }));
      }
    },
    async stop() {
      stopping.abort();
      for (const { client } of receivers) void client.disconnect();
      await Promise.race([Promise.all(loops), sleep(FAREWELL_MS, undefined, { ref: false })]);
    },
  };
}

function connection({ appToken, slackApiUrl }: SocketSettings, log: Log): InstanceType<typeof bolt.SocketModeReceiver> {
  const receiver = new bolt.SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger: quietLog(log),
    installerOptions: { clientOptions: { slackApiUrl, timeout: 5_000, retryConfig: { retries: 0 } } },
  });
  // An error closes the connection, which is answered by opening another; without a listener it would be thrown.
  receiver.client.on('error', (error: unknown) => log.warn('a Slack connection broke', { error: messageOf(error) }));
  return receiver;
}

interface KeepUp {
  readonly log: Log;
  machine(): number;
  readonly signal: AbortSignal;
  readonly delayMs: number;
}

type Client = InstanceType<typeof bolt.SocketModeReceiver>['client'];

async function keepUp(client: Client, { log, machine, signal, delayMs }: KeepUp): Promise<void> {
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal }).catch(() => undefined);
  let failures = 0;
  if (delayMs > 0) await pause(delayMs);
  while (!signal.aborted) {
    const since = machine();
    try {
      await connected(client, signal);
    } catch (error) {
      log.warn('no connection to Slack', { error: messageOf(error), failures });
    }
    // A connection that ends at once is as bad as none: without a pause it would be opened over and over.
    failures = machine() - since < SHORT_LIVED_MS ? failures + 1 : 0;
    await pause(Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS));
  }
}

/** Resolves when the connection has ended, and throws when there was none. */
async function connected(client: Client, signal: AbortSignal): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const end = (): void => ended.resolve();
  client.once('disconnected', end);
  try {
    const hello = await Promise.race([client.start(), sleep(HELLO_MS, undefined, { ref: false })]);
    if (hello === undefined) {
      void client.disconnect();
      throw new Error(`Slack said nothing within ${HELLO_MS} ms`);
    }
    // Stopped while it was being opened: the library would keep it.
    if (signal.aborted) void client.disconnect();
    await ended.promise;
  } finally {
    client.removeListener('disconnected', end);
  }
}
