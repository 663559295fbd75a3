/** A changelog as lines, each with the line end that it has. Joined they are the file, byte for byte. */
export interface ChangelogLines {
  readonly lines: readonly string[];
  /** `\n` or `\r\n`: what most lines end in. */
  readonly lineEnd: string;
  /** The headings of versions, from the top. */
  readonly headings: readonly Heading[];
  /** The number of the line at which the link references at the end begin; of none, the number of lines. */
  readonly references: number;
}

export interface Heading {
  readonly line: number;
  /** In small letters, without a `v`: `1.5.0`, `unreleased`; what else stands there. */
  readonly name: string;
}

const HEADING = /^\uFEFF? {0,3}## +\[?v?([^\]\s]*[^\]\s:,])/i;
const REFERENCE = /^ {0,3}\[[^\]]+\]: *\S/;

export function readLines(text: string): ChangelogLines {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const windows = lines.filter((line) => line.endsWith('\r\n')).length;
  return {
    lines,
    lineEnd: windows * 2 > lines.length ? '\r\n' : '\n',
    headings: headingsOf(lines),
    references: referencesOf(lines),
  };
}

/** A heading in a block of code or in a comment is none. */
function headingsOf(lines: readonly string[]): readonly Heading[] {
  const headings: Heading[] = [];
  let fence: string | undefined;
  let isComment = false;
  for (const [line, text] of lines.entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(text)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
    } else if (isComment) {
      isComment = !text.includes('-->');
    } else if (mark !== undefined) {
      fence = mark;
    } else {
      const name = HEADING.exec(text)?.[1];
      if (name !== undefined) headings.push({ line, name: name.toLowerCase() });
      isComment = text.lastIndexOf('<!--') > text.lastIndexOf('-->');
    }
  }
  return headings;
}

function referencesOf(lines: readonly string[]): number {
  let first = lines.length;
  for (let line = lines.length - 1; line >= 0; line--) {
    const text = lines[line] ?? '';
    if (REFERENCE.test(text)) first = line;
    else if (text.trim() !== '') break;
  }
  return first;
}

/** Without the blank lines around it, and with plain line ends. */
export function bodyOf(lines: readonly string[]): string {
  return lines
    .join('')
    .replaceAll('\r\n', '\n')
    .replaceAll(/[ \t]+$/gm, '')
    .replace(/^\n+/, '')
    .trimEnd();
}
