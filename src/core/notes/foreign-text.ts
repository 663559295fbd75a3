import { cut } from '../text.ts';

/** A longer title is cut: nobody reads it, and one line must not fill a message. */
const TITLE_AT_MOST = 300;

/** Words of ASCII with a blank between them: most titles are like that, and the rest takes its time. */
const IS_PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/** What somebody else wrote, on one line, and nothing in it that can't be seen or that turns the direction of reading. */
export function oneLine(text: string): string {
  if (IS_PLAIN.test(text)) return cut(text, TITLE_AT_MOST);
  const visible = text
    .toWellFormed()
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ');
  return cut(visible.trim(), TITLE_AT_MOST);
}

/** A piece of code stays as it is: nothing in it has a meaning. A name behind an `@` becomes one, and calls nobody. */
const CODE_OR_NAME = /(?<!`)`[^`]+`(?!`)|(?<!\w)@[\w-]+(?:\/[\w.-]*\w)?(?:@[\w.-]*\w)?/g;

/** Without any of this, and begun with a letter, a line means nothing in Markdown: most titles are like that. */
const MAY_MEAN_MORE = /^\P{L}|[\\`*[\]<~&_@]/u;

/** The same as Markdown that shows these very letters: no link, picture, emphasis, HTML, heading, list or mention. */
export function inMarkdown(text: string): string {
  const line = oneLine(text);
  if (!MAY_MEAN_MORE.test(line)) return line;
  let markdown = '';
  let done = 0;
  for (const { 0: found, index } of line.matchAll(CODE_OR_NAME)) {
    markdown += escaped(line.slice(done, index)) + (found.startsWith('@') ? `\`${found}\`` : found);
    done = index + found.length;
  }
  return withoutBeginning(markdown + escaped(line.slice(done)));
}

/** An underline inside of a word has no meaning, and `snake_case` stays readable. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\\`*[\]<~]/g, '\\$&')
    .replaceAll(/&(?=#?\w+;)/g, '\\&')
    .replaceAll(/(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu, (run) => run.replaceAll('_', '\\_'));
}

/** What would begin a heading, a quote, a list or a rule at the start of a line. */
function withoutBeginning(markdown: string): string {
  return markdown.replace(/^(?:[>=]|[-+](?=[\s-]|$)|#+(?=\s|$))/, '\\$&').replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}
