import type {
  ActionsBlock,
  Button,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  KnownBlock,
  SectionBlock,
} from '@slack/types';
import { cut, shownText } from '../../core/text.ts';

/** In characters or pieces. Slack refuses the whole message when one of them is exceeded. */
export const LIMIT = {
  blocks: 50,
  modalBlocks: 100,
  header: 150,
  section: 3000,
  contextElements: 10,
  actions: 25,
  buttonText: 75,
  buttonValue: 2000,
  optionText: 75,
  radioOptions: 10,
  selectOptions: 100,
  modalTitle: 24,
  inputLabel: 2000,
  inputText: 3000,
  confirmTitle: 100,
  confirmText: 300,
  /** Of the top-level text: Slack recommends 4,000. */
  text: 3900,
} as const;

/** What others wrote is shown up to here; the whole of it is in the facts. */
const SHOWN = 400;

/**
 * Plain text for mrkdwn: cut first, so that no escaped character is cut in two. People are written `@U…` in plain
 * text, and are the only thing in it that becomes a mention.
 */
export function plain(text: string, limit: number = SHOWN): string {
  return shownText(cut(text.trim(), limit));
}

/** The same on one line, for lists. */
export function plainLine(text: string, limit: number = SHOWN): string {
  return plain(text.replaceAll(/\s+/g, ' '), limit);
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text: cut(text, LIMIT.header), emoji: true } };
}

export const divider: DividerBlock = { type: 'divider' };

/** One section; the text is mrkdwn. */
export function section(text: string, accessory?: Button): SectionBlock {
  return {
    type: 'section',
    text: { type: 'mrkdwn', text: cut(text, LIMIT.section) },
    ...(accessory && { accessory }),
  };
}

/** As many sections as these lines of mrkdwn need. Between lines is the only place where nothing is torn apart. */
export function sections(lines: readonly string[]): SectionBlock[] {
  const packs: string[] = [];
  for (const line of lines) {
    const last = packs.at(-1);
    if (last !== undefined && last.length + line.length < LIMIT.section) packs[packs.length - 1] = `${last}\n${line}`;
    else packs.push(line);
  }
  return packs.filter((pack) => pack.trim() !== '').map((pack) => section(pack));
}

export function context(...texts: readonly string[]): ContextBlock {
  return {
    type: 'context',
    elements: texts
      .filter((text) => text !== '')
      .slice(0, LIMIT.contextElements)
      .map((text) => ({ type: 'mrkdwn', text: cut(text, LIMIT.section) })),
  };
}

/** As many actions blocks as these buttons need. */
export function actions(buttons: readonly Button[]): ActionsBlock[] {
  const blocks: ActionsBlock[] = [];
  for (let start = 0; start < buttons.length; start += LIMIT.actions) {
    blocks.push({ type: 'actions', elements: buttons.slice(start, start + LIMIT.actions) });
  }
  return blocks;
}

/** All texts of a message together; beyond about 13,200 Slack refuses it, which it doesn't document. */
const ALL_TEXT = 12_000;

/** Leaves out what Slack would refuse the message for; the last block (the buttons, the footnote) always stays. */
export function fitted(blocks: readonly KnownBlock[], limit: number = LIMIT.blocks): KnownBlock[] {
  if (blocks.length <= limit && lengthOf(blocks) <= ALL_TEXT) return [...blocks];
  const tail = blocks.slice(-1);
  const head: KnownBlock[] = [];
  let room = ALL_TEXT - lengthOf(tail);
  for (const block of blocks.slice(0, -1)) {
    room -= lengthOf([block]);
    if (room < 0 || head.length + tail.length > limit - 2) break;
    head.push(block);
  }
  const left = blocks.length - head.length - tail.length;
  return [...head, context(`… and ${left} more parts that don't fit here`), ...tail];
}

function lengthOf(blocks: readonly KnownBlock[]): number {
  let length = 0;
  JSON.stringify(blocks, (key, value: unknown) => {
    if (key === 'text' && typeof value === 'string') length += value.length;
    return value;
  });
  return length;
}
