import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { SlackMessage } from '../../core/ports.ts';
import { cut } from '../../core/text.ts';
import { LIMIT } from '../blocks/limits.ts';
import { failureOf } from '../failure.ts';
import { EVENT_TYPE } from './find-sent.ts';

export interface Content {
  /** mrkdwn. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

export interface NewMessage extends Content {
  /** Id of the channel. */
  readonly channel: string;
  readonly thread: string | undefined;
  /** Also shown in the channel, for a line in a thread that somebody must not miss. */
  readonly broadcast: boolean;
  /** By which it is found again. */
  readonly id: string;
}

export interface Written {
  readonly message: SlackMessage;
  /** Slack refused what it should look like, and got the text alone. */
  readonly poison: string | undefined;
}

/** Slack's words for "this content will never be accepted". */
const POISON = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_arguments',
  'invalid_arg_name',
  'invalid_array_arg',
  'invalid_metadata_format',
  'invalid_metadata_schema',
  'metadata_too_large',
  'msg_too_long',
  'msg_blocks_too_long',
  'markdown_text_conflict',
  'no_text',
  'too_many_attachments',
]);

export function isPoison(error: string): boolean {
  return POISON.has(error);
}

/** Posts it; content that Slack refuses once more as bare text. Throws what the client throws. */
export function post(message: NewMessage, client: WebClient): Promise<Written> {
  const { channel, thread, broadcast, id, text, blocks } = message;
  const inThread = broadcast ? { reply_broadcast: true as const } : {};
  const place = thread === undefined ? {} : { thread_ts: thread, ...inThread };
  const send = async (content: { text: string; blocks?: KnownBlock[] }): Promise<SlackMessage> => {
    const sent = await client.chat.postMessage({
      channel,
      ...content,
      ...place,
      metadata: { event_type: EVENT_TYPE, event_payload: { id } },
      unfurl_links: false,
      unfurl_media: false,
    });
    return { channel: sent.channel ?? channel, ts: sent.ts ?? '' };
  };
  return orAsText(send, { text, blocks });
}

/** Edits it. Always with text and blocks: text alone would take the blocks away, blocks alone would keep an old text. */
export function update(message: SlackMessage, content: Content, client: WebClient): Promise<Written> {
  const send = async ({ text, blocks = [] }: { text: string; blocks?: KnownBlock[] }): Promise<SlackMessage> => {
    const sent = await client.chat.update({ ...message, text, blocks });
    return { channel: sent.channel ?? message.channel, ts: sent.ts ?? message.ts };
  };
  return orAsText(send, content);
}

async function orAsText(
  send: (content: { text: string; blocks?: KnownBlock[] }) => Promise<SlackMessage>,
  { text, blocks }: Content,
): Promise<Written> {
  const short = cut(text, LIMIT.text);
  try {
    return {
      message: await send(blocks.length === 0 ? { text: short } : { text: short, blocks: [...blocks] }),
      poison: undefined,
    };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.what !== 'refused' || !isPoison(failure.error)) throw error;
    const bare = cut(text.trim() === '' ? 'Shipmate could not show a message here.' : text, LIMIT.section);
    return { message: await send({ text: bare }), poison: failure.why };
  }
}
