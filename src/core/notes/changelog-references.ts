import { readLines } from './changelog-lines.ts';

/** What a link to a version leads to: everything between two tags. */
export interface ReleaseTags {
  readonly tag: string;
  readonly previous: string | null;
  compare(base: string, head: string): string;
}

interface Release {
  readonly version: string;
  readonly tags: ReleaseTags | null;
}

const UNRELEASED = /^( {0,3}\[unreleased\]: *)(\S+\/compare\/)(\S+?)(\.{2,3})(\S+)/i;
const VERSION = /^ {0,3}\[v?\d+\.\d+\.\d+[^\]]*\]: *\S/i;

/** Keeps up the link references at the end of a changelog, where it has such for its versions. */
export function withReferences(text: string, { version, tags }: Release): string {
  if (!tags) return text;
  const { lines, lineEnd, references } = readLines(text);
  const at = (pattern: RegExp): number => lines.findIndex((line, index) => index >= references && pattern.test(line));
  const open = at(UNRELEASED);
  const first = at(VERSION);
  if (open < 0 && first < 0) return text;
  const unreleased = UNRELEASED.exec(lines[open] ?? '');
  const base = tags.previous ?? unreleased?.[3];
  if (base === undefined) return text;
  const own = `[${version}]: ${tags.compare(base, tags.tag)}`;
  const moved = lines.map((line, index) => (index === open ? movedOn(line, tags.tag) : line));
  const place = open < 0 ? first : open + 1;
  const before = moved.slice(0, place).join('');
  const gap = before.endsWith('\n') ? '' : lineEnd;
  const end = place < lines.length || gap === '' ? lineEnd : '';
  return `${before}${gap}${own}${end}${moved.slice(place).join('')}`;
}

/** From this tag on, in the form that the line has. */
function movedOn(line: string, tag: string): string {
  return line.replace(UNRELEASED, (_all, label: string, start: string, _from: string, dots: string, head: string) =>
    [label, start, tag, dots, head].join(''),
  );
}
