import { word } from '../../http.ts';
import { BOT } from '../people.ts';
import type { Message, Workspace } from '../workspace.ts';
import { type Args, isTrue, type Method, Refusal, required } from './_method.ts';
import { asSlack } from './chat.ts';

export const conversations: Readonly<Record<string, Method>> = {
  'conversations.list': {
    tier: 2,
    token: 'bot',
    run(args, { workspace }) {
      const all = workspace.channels.filter((channel) => !channel.with).map(({ id }) => info(workspace, id));
      const { items, cursor } = page(all, args, 100);
      return { channels: items, response_metadata: { next_cursor: cursor } };
    },
  },

  'conversations.info': {
    tier: 3,
    token: 'bot',
    run: (args, { workspace }) => ({ channel: info(workspace, required(args, 'channel')) }),
  },

  'conversations.history': {
    tier: 3,
    token: 'bot',
    run(args, { workspace }) {
      const inChannel = visible(workspace, channelId(workspace, args))
        .filter(({ threadTs, broadcast }) => threadTs === undefined || broadcast)
        .filter((message) => isWithin(message, args))
        .toReversed();
      return messagesPage(inChannel, args);
    },
  },

  'conversations.replies': {
    tier: 3,
    token: 'bot',
    run(args, { workspace }) {
      const ts = required(args, 'ts');
      const channel = channelId(workspace, args);
      if (!workspace.message(channel, ts)) throw new Refusal('thread_not_found');
      const inThread = visible(workspace, channel)
        .filter((message) => message.threadTs === ts || message.ts === ts)
        .filter((message) => message.ts === ts || isWithin(message, args));
      return messagesPage(inThread, args);
    },
  },
};

function visible(workspace: Workspace, channel: string): readonly Message[] {
  if (!workspace.isMember(channel)) throw new Refusal('not_in_channel');
  return workspace.messages(channel).filter(({ onlyFor }) => onlyFor === undefined);
}

function messagesPage(messages: readonly Message[], args: Args): Readonly<Record<string, unknown>> {
  const { items, cursor } = page(messages, args, 100);
  const withMetadata = isTrue(args.include_all_metadata);
  return {
    messages: items.map((message) => asSlack(message, withMetadata)),
    has_more: cursor !== '',
    ...(cursor !== '' && { response_metadata: { next_cursor: cursor } }),
  };
}

function isWithin({ ts }: Message, args: Args): boolean {
  const at = Number(ts);
  const oldest = Number(word(args.oldest) || 0);
  const latest = Number(word(args.latest) || Number.MAX_SAFE_INTEGER);
  return isTrue(args.inclusive) ? at >= oldest && at <= latest : at > oldest && at < latest;
}

/** The cursor is the place in the list where the next page begins. */
export function page<T>(all: readonly T[], args: Args, usual: number): { items: readonly T[]; cursor: string } {
  const limit = Math.min(1000, Number(args.limit ?? 0) || usual);
  const from = Number(word(args.cursor) || 0);
  const to = from + limit;
  return { items: all.slice(from, to), cursor: to < all.length ? String(to) : '' };
}

function channelId(workspace: Workspace, args: Args): string {
  const id = required(args, 'channel');
  // Unlike chat.postMessage, these take ids and no names.
  if (!workspace.channels.some((channel) => channel.id === id)) throw new Refusal('channel_not_found');
  return id;
}

function info(workspace: Workspace, id: string): Readonly<Record<string, unknown>> {
  const channel = workspace.channels.find((other) => other.id === id);
  if (!channel) throw new Refusal('channel_not_found');
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !channel.with,
    is_group: false,
    is_im: Boolean(channel.with),
    is_private: false,
    is_archived: false,
    is_member: workspace.isMember(id),
    ...(channel.with && { user: channel.with }),
    creator: BOT.userId,
    topic: { value: channel.topic },
    num_members: workspace.people.length + 1,
  };
}
