import { z } from 'zod';
import { fields, list, word } from '../../http.ts';
import { blockProblems, tooLongTogether } from '../block-rules.ts';
import { APP_ID, BOT, TEAM } from '../people.ts';
import type { Block, Message, Metadata } from '../workspace.ts';
import { type Args, isTrue, type Method, Refusal, required, type World } from './_method.ts';

const MOST_TEXT = 40_000;
const MOST_TEXT_UPDATE = 4000;
const MOST_METADATA = 8000;

const MetadataArgument = z.object({ event_type: z.string().min(1), event_payload: z.record(z.string(), z.unknown()) });

export const chat: Readonly<Record<string, Method>> = {
  'chat.postMessage': {
    tier: 'post',
    token: 'bot',
    run(args, { workspace }) {
      const message = workspace.post({
        channel: channelOf(args, workspace),
        ...contentOf(args),
        threadTs: threadOf(args, workspace),
        broadcast: isTrue(args.reply_broadcast),
        metadata: metadataOf(args),
      });
      return { channel: message.channel, ts: message.ts, message: asSlack(message) };
    },
  },

  'chat.update': {
    tier: 3,
    token: 'bot',
    run(args, { workspace }) {
      const old = ownMessage(args, workspace, 'cant_update_message');
      if (word(args.text).length > MOST_TEXT_UPDATE) throw new Refusal('msg_too_long');
      // A text without blocks takes the blocks away; with neither, nothing would be left to say.
      const content = contentOf(args);
      const metadata = args.metadata === undefined ? old.metadata : metadataOf(args);
      const edited = old.edited || content.blocks.length === 0;
      const message = workspace.replace(old, { ...content, metadata, edited });
      return { channel: message.channel, ts: message.ts, text: message.text, message: asSlack(message) };
    },
  },

  'chat.delete': {
    tier: 3,
    token: 'bot',
    run(args, { workspace }) {
      const message = ownMessage(args, workspace, 'cant_delete_message');
      workspace.remove(message);
      return { channel: message.channel, ts: message.ts };
    },
  },

  'chat.postEphemeral': {
    tier: 4,
    token: 'bot',
    run(args, { workspace }) {
      const user = workspace.person(required(args, 'user'));
      if (!user) throw new Refusal('user_not_in_channel');
      const { ts } = workspace.post({
        channel: channelOf(args, workspace),
        ...contentOf(args),
        threadTs: threadOf(args, workspace),
        onlyFor: user.id,
      });
      return { message_ts: ts };
    },
  },
};

/** A message as Slack's API tells of it. */
export function asSlack(message: Message, withMetadata = true): Readonly<Record<string, unknown>> {
  const bot = message.user === BOT.userId ? { bot_id: BOT.id, app_id: APP_ID } : {};
  return {
    type: 'message',
    ...bot,
    user: message.user,
    team: TEAM.id,
    ts: message.ts,
    text: message.text,
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    ...(message.edited && { edited: { user: message.user, ts: message.ts } }),
    ...(withMetadata && message.metadata && { metadata: message.metadata }),
  };
}

/** The text and blocks of a message, refused as Slack would. */
export function contentOf(args: Args): { readonly text: string; readonly blocks: readonly Block[] } {
  const text = word(args.text);
  const given = args.blocks ?? [];
  const problems = blockProblems(given, 'message');
  if (problems.length > 0) throw new Refusal('invalid_blocks', problems);
  const blocks = list(given).map(fields);
  if (tooLongTogether(blocks)) throw new Refusal('msg_blocks_too_long');
  if (text === '' && blocks.length === 0) throw new Refusal('no_text');
  return { text: text.slice(0, MOST_TEXT), blocks: withIds(blocks) };
}

/** Slack names the blocks and actions that the app left unnamed. */
export function withIds(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block, index) => {
    const name = (element: unknown, place: number): unknown => ({
      ...fields(element),
      ...(takesPart(element) && { action_id: word(fields(element).action_id) || `a${index}-${place}` }),
    });
    return {
      ...block,
      block_id: word(block.block_id) || `b${index}`,
      ...(Array.isArray(block.elements) && block.type === 'actions' && { elements: block.elements.map(name) }),
      ...(block.accessory !== undefined && { accessory: name(block.accessory, 0) }),
      ...(block.element !== undefined && { element: name(block.element, 0) }),
    };
  });
}

function takesPart(element: unknown): boolean {
  return !['image', 'mrkdwn', 'plain_text'].includes(word(fields(element).type));
}

function channelOf(args: Args, workspace: World['workspace']): string {
  const channel = workspace.channel(required(args, 'channel'));
  if (!channel) throw new Refusal('channel_not_found');
  if (!workspace.isMember(channel.id)) throw new Refusal('not_in_channel');
  return channel.id;
}

function threadOf(args: Args, workspace: World['workspace']): string | undefined {
  const ts = word(args.thread_ts);
  if (ts === '') return undefined;
  if (!workspace.message(channelOf(args, workspace), ts)) throw new Refusal('thread_not_found');
  return ts;
}

function metadataOf(args: Args): Metadata | undefined {
  const given = args.metadata;
  if (given === undefined || Object.keys(fields(given)).length === 0) return undefined;
  const parsed = MetadataArgument.safeParse(given);
  if (!parsed.success) throw new Refusal('invalid_metadata_format');
  if (JSON.stringify(given).length > MOST_METADATA) throw new Refusal('metadata_too_large');
  return parsed.data;
}

function ownMessage(args: Args, workspace: World['workspace'], otherwise: string): Message {
  const message = workspace.message(channelOf(args, workspace), required(args, 'ts'));
  if (!message || message.onlyFor !== undefined) throw new Refusal('message_not_found');
  if (message.user !== BOT.userId) throw new Refusal(otherwise);
  return message;
}
