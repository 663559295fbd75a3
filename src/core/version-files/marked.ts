import { type Edited, type Piece, type Raise, replaced } from './edited.ts';
import { noPythonVersion, pythonVersion } from './pep440.ts';

/** The words of release-please: whoever comes from there has them in the files already. */
const LINE = 'x-release-please-version';
const BEGIN = 'x-release-please-start-version';
const END = 'x-release-please-end';

/** `-rc.1`, `-beta` and Python's `rc1` belong to a version; `-alpine` and `-blue` do not. */
const VERSION =
  /(?<![\d.])\d+\.\d+\.\d+(?!\.?\d)(?:(?:-[A-Za-z]+(?:\.\d+)+|-(?:alpha|beta|rc)-?\d*|(?:a|b|rc)\d+)(?!\w))?/;
const OF_PYTHON = /(?:\.py|(?:^|\/)(?:pyproject\.toml|setup\.cfg))$/;

interface Marked {
  readonly number: number;
  readonly text: string;
  /** Where it begins in the file. */
  readonly start: number;
  /** Marked by itself: one between two marks may say nothing of a version. */
  readonly alone: boolean;
}

/** Whether somebody marked where the version stands. */
export function isMarked(text: string): boolean {
  return text.includes(LINE) || text.includes(BEGIN);
}

/** The first version of each line that a comment marks, and of each line between two marks that has one. */
export function editMarked(text: string, { version, path }: Raise & { readonly path: string }): Edited {
  const words = OF_PYTHON.test(path) ? pythonVersion(version) : version;
  if (words === undefined) return { problem: noPythonVersion(version) };
  // What could not be found again would stand there for good.
  if (VERSION.exec(words)?.[0] !== words) {
    return { problem: `\`${words}\` would not be found again at a mark: a pre-release is called like \`-rc.1\`` };
  }
  const lines = markedLines(text);
  if ('problem' in lines) return lines;
  const bare = lines.find((line) => line.alone && !VERSION.test(line.text));
  if (bare) return { problem: `line ${bare.number} is marked, and has no version: \`${bare.text.trim()}\`` };
  const pieces = lines.flatMap(versionIn);
  return pieces.length > 0 ? replaced(text, pieces, words) : { problem: `no line below \`${BEGIN}\` has a version` };
}

function versionIn({ text, start }: Marked): readonly Piece[] {
  const found = VERSION.exec(text);
  if (!found) return [];
  const [value] = found;
  const at = start + found.index;
  return [{ start: at, end: at + value.length, value }];
}

function markedLines(text: string): readonly Marked[] | { readonly problem: string } {
  const marked: Marked[] = [];
  let began: number | undefined;
  let start = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const alone = line.includes(LINE);
    if (line.includes(BEGIN)) began = index + 1;
    else if (line.includes(END)) began = undefined;
    else if (alone || began !== undefined) marked.push({ number: index + 1, text: line, start, alone });
    start += line.length + 1;
  }
  return began === undefined
    ? marked
    : { problem: `nothing ends what begins in line ${began}: write \`${END}\` below it` };
}
