import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { SlackMessage } from '../../core/ports.ts';

/** What every message of ours carries, so that it can be found again. Ids only: the whole workspace can read it. */
export const EVENT_TYPE = 'shipmate_line';

const Message = z.object({
  ts: z.string(),
  metadata: z.object({ event_type: z.string(), event_payload: z.object({ id: z.string().optional() }) }).optional(),
});

export interface Sought {
  /** Id of the channel, not its name. */
  readonly channel: string;
  /** The ts of the thread's first message. */
  readonly thread: string | undefined;
  readonly id: string;
  /** Machine time of the send. */
  readonly since: number;
}

/** Clocks differ; and a request may have been under way for a while before it was written down as unsure. */
const MARGIN_S = 600;
const PAGES = 10;

/** Looks for a message that may have arrived. Undefined: it is not there. */
export async function findSent(
  { channel, thread, id, since }: Sought,
  client: WebClient,
): Promise<SlackMessage | undefined> {
  const oldest = String(Math.max(0, Math.floor(since / 1000) - MARGIN_S));
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const query = { channel, oldest, limit: 200, include_all_metadata: true, ...(cursor !== undefined && { cursor }) };
    const answer =
      thread === undefined
        ? await client.conversations.history(query)
        : await client.conversations.replies({ ...query, ts: thread });
    const found = (answer.messages ?? [])
      .map((message) => Message.safeParse(message).data)
      .find((message) => message?.metadata?.event_type === EVENT_TYPE && message.metadata.event_payload.id === id);
    if (found) return { channel, ts: found.ts };
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return undefined;
  }
  throw new Error(`message ${id} was not among the newest ${PAGES * 200} of ${channel}, and there are more`);
}
