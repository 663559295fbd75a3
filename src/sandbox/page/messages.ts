import { BOT, type Person, SLACKBOT } from '../slack/people.ts';
import type { Message } from '../slack/workspace.ts';
import { blocksHtml } from './blocks.ts';
import { type Html, html } from './html.ts';
import { mrkdwn } from './mrkdwn.ts';
import { formatDate, type Reader } from './reader.ts';

/** A message as the browser gets it: it is drawn anew only when the markup differs. */
export interface DrawnMessage {
  readonly key: string;
  readonly html: string;
}

const NEAR_MS = 5 * 60_000;

/** Draws the messages of a channel or a thread, oldest first. Replies are counted below the message they answer. */
export function drawMessages(
  messages: readonly Message[],
  replies: readonly Message[],
  reader: Reader,
): readonly DrawnMessage[] {
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const compact =
      before?.user === message.user &&
      before.onlyFor === message.onlyFor &&
      message.onlyFor === undefined &&
      message.blocks.length === 0 &&
      message.at - before.at < NEAR_MS;
    const answers = replies.filter(({ threadTs }) => threadTs === message.ts);
    return { key: message.ts, html: draw(message, { compact, answers, reader }).markup };
  });
}

interface Around {
  readonly compact: boolean;
  readonly answers: readonly Message[];
  readonly reader: Reader;
}

function draw(message: Message, { compact, answers, reader }: Around): Html {
  const author = authorOf(message.user, reader);
  const when = capitalised(formatDate(message.at, '{date_short_pretty} at {time}', reader));
  const head = html`<header><b>${author.name}</b>${author.isApp && html`<span class="app">APP</span>`}
    <time>${when}</time></header>`;
  const body =
    message.blocks.length > 0
      ? blocksHtml(message.blocks, reader)
      : html`<div class="text">${mrkdwn(message.text, reader)}</div>`;
  const alone = message.onlyFor !== undefined && html`<p class="only-you">Only visible to you</p>`;
  const reply = message.broadcast && html`<p class="only-you">replied to a thread</p>`;
  const edited = message.edited && html`<small class="edited">(edited)</small>`;
  return html`<article class="message${compact ? ' compact' : ''}${message.onlyFor === undefined ? '' : ' ephemeral'}"
      data-channel="${message.channel}" data-ts="${message.ts}" aria-label="${author.name}, ${when}">
    <div class="avatar ${author.look}" style="--hue: ${author.hue}" aria-hidden="true">${author.sign}</div>
    <button type="button" class="dots" data-menu="message" aria-haspopup="menu" aria-expanded="false" aria-label="More actions">⋯</button>
    <div class="body">${alone}${reply}${!compact && head}${body}${edited}${thread(answers, reader)}</div>
  </article>`;
}

function thread(answers: readonly Message[], reader: Reader): Html | false {
  const last = answers.at(-1);
  if (!last) return false;
  const when = formatDate(last.at, '{date_short_pretty} at {time}', reader);
  const count = `${answers.length} ${answers.length === 1 ? 'reply' : 'replies'}`;
  return html`<button type="button" class="replies" data-thread="${last.threadTs ?? ''}"><b>${count}</b> Last reply ${when}</button>`;
}

interface Author {
  readonly name: string;
  readonly sign: string;
  readonly hue: number;
  readonly isApp: boolean;
  /** Its picture, for those who are not people. */
  readonly look: 'shipmate' | 'slackbot' | '';
}

function authorOf(user: string, { workspace }: Reader): Author {
  if (user === BOT.userId) return { name: BOT.realName, sign: '', hue: 205, isApp: true, look: 'shipmate' };
  if (user === SLACKBOT) return { name: 'Slackbot', sign: 'Sb', hue: 320, isApp: true, look: 'slackbot' };
  const person = workspace.person(user);
  return person
    ? { name: person.realName, sign: initials(person), hue: hueOf(person), isApp: false, look: '' }
    : { name: user, sign: '?', hue: 0, isApp: false, look: '' };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function initials({ realName }: Person): string {
  return realName
    .split(' ')
    .map((part) => part.charAt(0))
    .join('');
}

/** A colour of one's own, always the same. */
export function hueOf({ id }: Person): number {
  return [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
}
