import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Log } from '../core/ports.ts';
import { quietLog } from './bolt-log.ts';

export interface ClientSettings {
  readonly botToken: string;
  /** Ends in a slash. */
  readonly slackApiUrl: string;
}

/**
 * Each has a queue of its own: a rate-limited message must never hold up the answer to a click, whose trigger lives
 * three seconds. None retries by itself: Slack's default resends writes.
 */
export interface Clients {
  /** Modals and ephemeral answers: now or not at all. */
  readonly interactive: WebClient;
  /** What the sender sends. */
  readonly outgoing: WebClient;
  /** Look-ups of people, groups and channels. */
  readonly reading: WebClient;
}

export function createClients({ botToken, slackApiUrl }: ClientSettings, log: Log): Clients {
  // A fresh object each: receivers and clients write into the options they are given.
  const options = (timeout: number): WebClientOptions => ({
    slackApiUrl,
    timeout,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: quietLog(log),
  });
  return {
    interactive: new WebClient(botToken, options(2_500)),
    outgoing: new WebClient(botToken, options(8_000)),
    reading: new WebClient(botToken, options(5_000)),
  };
}
