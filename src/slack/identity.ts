import { setTimeout as sleep } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import { messageOf } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';

/** Who we are in the workspace. */
export interface Identity {
  readonly team: string;
  readonly botId: string;
  readonly botUserId: string;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Asks Slack who we are until it answers: with Slack down at start, Bolt's own question would either end the process
 * or acknowledge every later click without handling it. Undefined when aborted.
 */
export async function establishIdentity(
  client: WebClient,
  log: Log,
  signal: AbortSignal,
): Promise<Identity | undefined> {
  for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      const { team_id, bot_id, user_id } = await client.auth.test();
      if (team_id && bot_id && user_id) return { team: team_id, botId: bot_id, botUserId: user_id };
      log.error('SLACK_BOT_TOKEN is not the token of a bot', { team_id, user_id });
    } catch (error) {
      log.warn('Slack does not tell who we are yet', { error: messageOf(error), againInMs: pauseMs });
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined); // Aborted: the loop ends by its condition.
  }
  return undefined;
}
