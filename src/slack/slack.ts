import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import bolt, { type AuthorizeResult, type Receiver } from '@slack/bolt';
import { messageOf } from '../core/errors.ts';
import type { Clock, Log, Outbox, Releases, Roles } from '../core/ports.ts';
import type { Family } from './actions/_family.ts';
import { quietLog } from './bolt-log.ts';
import { type Clients, createClients } from './clients.ts';
import type { Command } from './commands/_command.ts';
import { createHttpMode } from './http-receiver.ts';
import { establishIdentity, type Identity } from './identity.ts';
import { createInHand } from './in-hand.ts';
import { type ListenerParts, listen } from './listeners.ts';
import type { PaceSettings } from './sender/pace.ts';
import { createSender, type Sender } from './sender/sender.ts';
import type { Shortcut } from './shortcuts/_shortcut.ts';
import { createSocketReceiver } from './socket-receiver.ts';

export interface SlackConfig {
  readonly botToken: string;
  /** Socket Mode. */
  readonly appToken?: string | undefined;
  /** Signed HTTP, when there is no appToken. */
  readonly signingSecret?: string | undefined;
  /** Ends in a slash. */
  readonly slackApiUrl: string;
}

export interface SlackParts {
  readonly config: SlackConfig;
  /** The files of slack/commands, slack/actions and slack/shortcuts, by name. */
  readonly commands: ReadonlyMap<string, Command>;
  readonly families: ReadonlyMap<string, Family>;
  readonly shortcuts: ReadonlyMap<string, Shortcut>;
  readonly releases: Releases;
  readonly outbox: Outbox;
  readonly roles: Roles;
  readonly clock: Clock;
  readonly log: Log;
  /** Those that the directory uses; made anew when absent. */
  readonly clients?: Clients;
  /** Called when a message has arrived that a step may wait for. */
  readonly wake?: () => void;
  readonly pace?: PaceSettings;
  /** Milliseconds of machine time before a send of unknown end is looked for. */
  readonly settleMs?: number;
}

export interface Slack {
  readonly sender: Sender;
  /** HTTP mode only: to be mounted in the program's server, for POST /slack/events. */
  readonly requestListener: RequestListener | undefined;
  /** Returns at once: with Slack down, it goes on trying. */
  start(): void;
  /** Finishes what is in hand, within three seconds, and takes nothing new. */
  stop(): Promise<void>;
  /** Whether Slack has told who we are, so that clicks are taken. */
  isReady(): boolean;
}

const IN_HAND_MS = 3_000;

/** Everything between Slack and the ports. Opens nothing before start(). */
export function createSlack(parts: SlackParts): Slack {
  const { config, log, clock } = parts;
  const clients = parts.clients ?? createClients(config, log);
  const stopping = new AbortController();
  const inHand = createInHand();
  let identity: Identity | undefined;

  const http = config.appToken === undefined ? httpMode(config, () => identity !== undefined, log) : undefined;
  const receiver = http?.receiver ?? socketMode(config, log, clock);
  const sender = createSender({ ...parts, clients });
  const app = createBolt(receiver, config, { log, identity: () => identity });
  listen(app, listenerParts(parts, { clients, identity: () => identity, inHand: inHand.run }));

  const connect = async (): Promise<void> => {
    identity = await establishIdentity(clients.reading, log, stopping.signal);
    if (!identity) return;
    log.info('Slack knows us', { ...identity });
    await app.start();
  };
  return {
    sender,
    requestListener: http?.requestListener,
    isReady: () => identity !== undefined,
    start() {
      sender.start();
      connect().catch((error: unknown) => log.error('no way to listen to Slack', { error: messageOf(error) }));
    },
    async stop() {
      stopping.abort();
      await Promise.all([inHand.settle(IN_HAND_MS), sender.stop()]);
      await app.stop();
    },
  };
}

function listenerParts(
  { commands, families, shortcuts, releases, roles, log, clock }: SlackParts,
  rest: Pick<ListenerParts, 'clients' | 'identity' | 'inHand'>,
): ListenerParts {
  return {
    ...rest,
    commands,
    families,
    shortcuts,
    releases,
    log,
    people: { roles, log, now: () => clock.now() },
    reference: () => randomUUID().slice(0, 8),
  };
}

interface Known {
  readonly log: Log;
  identity(): Identity | undefined;
}

function createBolt(
  receiver: Receiver,
  { botToken, slackApiUrl }: SlackConfig,
  { log, identity }: Known,
): InstanceType<typeof bolt.App> {
  return new bolt.App({
    receiver,
    logger: quietLog(log),
    convoStore: false,
    ignoreSelf: false,
    clientOptions: { slackApiUrl, timeout: 5_000, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
    // Our own, since Bolt's would ask auth.test at every event, or acknowledge without handling when that failed once.
    authorize: async (): Promise<AuthorizeResult> => {
      const known = identity();
      if (!known) throw new Error('Slack has not told who we are yet');
      return { botToken, botId: known.botId, botUserId: known.botUserId, teamId: known.team };
    },
  });
}

function httpMode({ signingSecret }: SlackConfig, isReady: () => boolean, log: Log): ReturnType<typeof createHttpMode> {
  if (signingSecret === undefined) throw new Error('neither an app token nor a signing secret is configured');
  return createHttpMode(signingSecret, isReady, log);
}

function socketMode({ appToken = '', slackApiUrl }: SlackConfig, log: Log, clock: Clock): Receiver {
  return createSocketReceiver({ appToken, slackApiUrl }, { log, machine: () => clock.machine() });
}
