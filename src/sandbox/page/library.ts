import { createElement, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { type Block as LibraryBlock, Message } from 'slack-blocks-to-jsx';
import { GROUPS } from '../slack/people.ts';
import type { Block } from '../slack/workspace.ts';
import { Html } from './html.ts';
import { formatDate, type Reader } from './reader.ts';

/** Draws the kinds of blocks that we do not draw ourselves: rich_text, plan, table, charts and their like. */
export function libraryBlock(block: Block, reader: Reader): Html {
  const { workspace } = reader;
  const date = ({ timestamp, format }: { timestamp: string; format: string }): ReactNode =>
    createElement('time', null, formatDate(Number(timestamp) * 1000, format, reader));
  const link = ({ href, children }: { href: string; children: ReactNode }): ReactNode =>
    createElement('a', { href, target: '_blank', rel: 'noreferrer' }, children);
  const props = {
    // Which kinds it knows is the library's own matter; what it does not know it leaves out.
    blocks: [block as unknown as LibraryBlock],
    logo: '',
    name: '',
    theme: 'light' as const,
    withoutWrapper: true,
    hooks: { date, link },
    data: {
      users: workspace.people.map(({ id, realName: name }) => ({ id, name })),
      channels: workspace.channels.map(({ id, name }) => ({ id, name })),
      user_groups: GROUPS.map(({ id, handle: name }) => ({ id, name })),
    },
  };
  return new Html(renderToStaticMarkup(createElement(Message, props)));
}

/** The character behind `:rocket:`; the code itself when there is none. */
export type Emoji = (name: string) => string;

/** The library knows every emoji; each is asked for once. */
export function createEmoji(): Emoji {
  const known = new Map<string, string>();
  return (name) => {
    const found = known.get(name) ?? draw(name);
    known.set(name, found);
    return found;
  };
}

function draw(name: string): string {
  const text = { type: 'mrkdwn' as const, text: `:${name}:` };
  const blocks = [{ type: 'section' as const, text }];
  const markup = renderToStaticMarkup(createElement(Message, { blocks, logo: '', name: '', withoutWrapper: true }));
  const drawn = /class="slack_emoji">([^<]+)</.exec(markup)?.[1];
  return drawn === undefined || drawn === name ? `:${name}:` : drawn;
}
