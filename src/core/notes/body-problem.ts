import { cut } from '../text.ts';
import { readLines } from './changelog-lines.ts';

/** Why these words can't stand under a version of a changelog; undefined when they can. */
export function bodyProblem(body: string): string | undefined {
  const { lines, headings } = readLines(body);
  const heading = headings[0] && lines[headings[0].line]?.trim();
  if (heading !== undefined) {
    return `\`${cut(heading, 80)}\` would begin another version: write \`###\` for a heading of your own`;
  }
  // Behind a block that is never closed, no heading of the file is found any more.
  const isOpen = readLines(`${body}\n## 0.0.0\n`).headings.length === 0;
  return isOpen ? 'a block of code or a comment is opened and never closed: close it' : undefined;
}
