import type { Entry, Section } from './entries.ts';
import { inMarkdown, oneLine } from './foreign-text.ts';

export interface NotesStyle {
  /** Whether each line names its pull request and the issues that it closes. */
  readonly references: boolean;
  readonly links: { pull(number: number): string; commit(sha: string): string };
}

const NOTHING = 'Nothing that users notice.';

/** The body of a version in a changelog, without its heading. Lines end in `\n`; there is none behind the last. */
export function notesMarkdown(sections: readonly Section[], style: NotesStyle): string {
  if (sections.length === 0) return NOTHING;
  return sections
    .map(({ title, entries }) =>
      [`### ${oneLine(title)}`, '', ...entries.map((entry) => markdownLine(entry, style))].join('\n'),
    )
    .join('\n\n');
}

function markdownLine(entry: Entry, style: NotesStyle): string {
  const mark = markOf(entry);
  const text = `${mark === '' ? '' : `**${inMarkdown(mark)}:** `}${inMarkdown(entry.title)}`;
  return `- ${text}${style.references ? references(entry, style) : ''}`;
}

function markOf({ breaking, scope }: Entry): string {
  if (!breaking) return scope ?? '';
  return scope === null ? 'Breaking' : `Breaking in ${scope}`;
}

/** The host leads the number of an issue to the issue, wherever it is asked for. */
function references({ pull, commit, closes }: Entry, { links }: NotesStyle): string {
  const where = pull
    ? `[#${pull.number}](${links.pull(pull.number)})`
    : `[${commit.slice(0, 7)}](${links.commit(commit)})`;
  const issues = closes.map((number) => `closes [#${number}](${links.pull(number)})`);
  return ` (${[where, ...issues].join(', ')})`;
}

/** The titles under these headings, as plain text, without the references behind them: in a message they are noise. */
export function titlesUnder(markdown: string, headings: readonly string[]): readonly string[] {
  const titles: string[] = [];
  let isInside = false;
  for (const line of markdown.split('\n')) {
    const heading = HEADING.exec(line)?.[1];
    if (heading !== undefined) isInside = headings.includes(heading);
    const item = ITEM.exec(line)?.[1];
    if (isInside && item !== undefined) titles.push(oneLine(asShown(item.replace(REFERENCES, ''))));
  }
  return titles;
}

/** Notes as plain text, line by line as they are shown. */
export function asPlainText(markdown: string): string {
  return markdown
    .replaceAll(/^(#{2,4} .*)\n\n/gm, '$1\n')
    .split('\n')
    .map((line) => asShown(HEADING.exec(line)?.[1] ?? line.replace(ITEM, '• $1')))
    .join('\n');
}

const HEADING = /^#{2,4} +(.*?) *$/;
const ITEM = /^[-*] (.*)$/;
const REFERENCES = / \((?:\[[^\]]*\]\([^)]*\)|closes |, |#\d+)+\)$/;

function asShown(markdown: string): string {
  return markdown
    .replaceAll(/\*\*(.*?)\*\*/g, '$1')
    .replaceAll(/(?<!\\)\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
}
