import { GROUPS } from '../slack/people.ts';
import { type Html, html } from './html.ts';
import type { Emoji } from './library.ts';
import { formatDate, type Reader } from './reader.ts';

/**
 * Draws Slack's mrkdwn. slack-blocks-to-jsx could, but it unescapes before it looks for mentions: what Shipmate escaped
 * (`&lt;!channel&gt;`) would look like a mention here and like text in Slack.
 */
export function mrkdwn(text: string, reader: Reader): Html {
  const parts = text.split(/```\n?([\s\S]*?)```/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<pre>${unescaped(part)}</pre>` : quoted(part, reader)))}`;
}

/** Text without any markup but emoji. */
export function plainText(text: string, { emoji }: Pick<Reader, 'emoji'>): Html {
  return html`${text
    .split(/(:[a-z0-9_+-]+:)/)
    .map((part, index) => (index % 2 === 1 ? picture(part.slice(1, -1), emoji) : lines(part)))}`;
}

function quoted(text: string, reader: Reader): Html {
  const blocks: { readonly quote: boolean; readonly lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const quote = /^(>|&gt;)/.test(line);
    const last = blocks.at(-1);
    const bare = quote ? line.replace(/^(>|&gt;)\s?/, '') : line;
    if (last?.quote === quote) last.lines.push(bare);
    else blocks.push({ quote, lines: [bare] });
  }
  return html`${blocks.map((block) => {
    const inside = inline(block.lines.join('\n'), reader);
    return block.quote ? html`<blockquote>${inside}</blockquote>` : inside;
  })}`;
}

/** The marks of mrkdwn stand at the edge of words, so `a_b_c` and `2*3*4` are left alone. */
const mark = (sign: string): string =>
  `(?<![\\p{L}\\p{N}${sign}])[${sign}](?=[^\\s${sign}])([^${sign}\\n]*[^\\s${sign}])[${sign}](?![\\p{L}\\p{N}${sign}])`;
const TOKEN = new RegExp(
  ['`([^`\\n]+)`', '<([^<>\\n]+)>', mark('*'), mark('_'), mark('~'), ':([a-z0-9_+-]+):'].join('|'),
  'gu',
);

function inline(text: string, reader: Reader): Html {
  const drawn: Html[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    drawn.push(lines(unescaped(text.slice(from, match.index))), token(match, reader));
    from = match.index + match[0].length;
  }
  return html`${drawn}${lines(unescaped(text.slice(from)))}`;
}

function token([whole, code, entity, bold, italic, strike, emoji]: RegExpExecArray, reader: Reader): Html {
  if (code !== undefined) return html`<code>${unescaped(code)}</code>`;
  if (entity !== undefined) return reference(entity, reader);
  if (bold !== undefined) return html`<strong>${inline(bold, reader)}</strong>`;
  if (italic !== undefined) return html`<em>${inline(italic, reader)}</em>`;
  if (strike !== undefined) return html`<s>${inline(strike, reader)}</s>`;
  return emoji === undefined ? html`${whole}` : picture(emoji, reader.emoji);
}

/** In a font of its own: text fonts draw some emoji as small black signs. */
function picture(name: string, emoji: Emoji): Html {
  return html`<span class="emoji">${emoji(name)}</span>`;
}

/** What stands between `<` and `>`: a mention, a date or a link. */
function reference(entity: string, reader: Reader): Html {
  const [target = '', label] = splitOnce(entity, '|');
  const sign = target.charAt(0);
  const rest = target.slice(1);
  if (sign === '@') return mention(`@${reader.workspace.person(rest)?.realName ?? label ?? botName(rest)}`);
  if (sign === '#') return mention(`#${reader.workspace.channel(rest)?.name ?? label ?? rest}`);
  if (sign === '!') return special(rest, label, reader);
  if (!/^(https?:|mailto:)/.test(target)) return html`&lt;${unescaped(entity)}&gt;`;
  return html`<a href="${unescaped(target)}" target="_blank" rel="noreferrer">${unescaped(label ?? target)}</a>`;
}

function special(text: string, label: string | undefined, reader: Reader): Html {
  if (text.startsWith('date^')) {
    const [, seconds = '', pattern = '', link] = text.split('^');
    const shown = html`<time title="${label ?? ''}">${formatDate(Number(seconds) * 1000, pattern, reader)}</time>`;
    return link ? html`<a href="${link}" target="_blank" rel="noreferrer">${shown}</a>` : shown;
  }
  if (text.startsWith('subteam^')) {
    const group = GROUPS.find(({ id }) => id === text.slice('subteam^'.length));
    return mention(`@${group?.handle ?? label ?? text}`);
  }
  return html`<span class="mention broadcast">@${text}</span>`;
}

function mention(text: string): Html {
  return html`<span class="mention">${unescaped(text)}</span>`;
}

function botName(id: string): string {
  return id === 'U0SHIPMATE' ? 'Shipmate' : id;
}

function lines(text: string): Html {
  return html`${text.split('\n').map((line, index) => (index === 0 ? html`${line}` : html`<br>${line}`))}`;
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function splitOnce(text: string, at: string): readonly [string, string | undefined] {
  const index = text.indexOf(at);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}
