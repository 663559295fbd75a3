import type { WebClient } from '@slack/web-api';
import { messageOf } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import type { Message } from './reply.ts';

export interface TellParts {
  readonly client: WebClient;
  readonly log: Log;
}

/** Where one person can be told something: by the address that came with their click, or in the channel. */
export interface Ear {
  readonly user: string;
  readonly responseUrl?: string | undefined;
  readonly channel?: string | undefined;
  readonly thread?: string | undefined;
}

const TIMEOUT_MS = 5_000;

/** Says it to one person, or into the channel. Never throws: what was to be done is done, only the word is lost. */
export async function tell(ear: Ear, message: Message, { client, log }: TellParts): Promise<void> {
  try {
    if (ear.responseUrl !== undefined) await respond(ear.responseUrl, ear.thread, message);
    else if (ear.channel !== undefined) {
      await client.chat.postEphemeral({
        channel: ear.channel,
        user: ear.user,
        text: message.text,
        ...(ear.thread !== undefined && { thread_ts: ear.thread }),
        ...(message.blocks && { blocks: [...message.blocks] }),
      });
    }
  } catch (error) {
    log.warn('an answer to a person was lost', { user: ear.user, error: messageOf(error) });
  }
}

/** Bolt's own `respond` has no time limit. */
async function respond(url: string, thread: string | undefined, { to, text, blocks }: Message): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({
      text,
      blocks,
      response_type: to === 'channel' ? 'in_channel' : 'ephemeral',
      replace_original: false,
      thread_ts: thread,
    }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`response_url answered ${response.status}`);
}
