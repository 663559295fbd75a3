import { joinParts, partsOf } from './body-parts.ts';
import { bodyOf, type ChangelogLines, type Heading, readLines } from './changelog-lines.ts';
import { type ReleaseTags, withReferences } from './changelog-references.ts';

export interface Release {
  readonly version: string;
  /** `2026-11-27` */
  readonly date: string;
  /** Markdown with `\n`, headings from `###` on. */
  readonly body: string;
  /** What stood under `Unreleased` when the body was made of it, as `unreleasedOf` read it. */
  readonly unreleased: string;
  /** What is replaced under this version, should it be there: bodies that were written by us. */
  readonly ours: readonly string[];
  /** Null: link references are left as they are. */
  readonly tags: ReleaseTags | null;
}

export type Edited =
  /** It says so already. */
  | { readonly same: true }
  | { readonly text: string }
  /** Somebody else wrote something else under this version. */
  | { readonly taken: string };

const NEW_FILE = '# Changelog\n\nWhat changed for users, newest first.\n\n## [Unreleased]\n';

/** The body under a version; undefined when the file has no such heading. */
export function sectionOf(text: string, version: string): string | undefined {
  const file = readLines(text);
  const heading = file.headings.find(({ name }) => name === version.toLowerCase());
  return heading && bodyOf(under(heading, file));
}

/** What stands under `Unreleased`, without comments: they are for whoever writes there next. Empty when it is nothing. */
export function unreleasedOf(text: string): string {
  return clean((sectionOf(text, 'unreleased') ?? '').replaceAll(/<!--[\s\S]*?-->/g, ''));
}

/**
 * Writes the section of a version in the manner of Keep a Changelog: below `Unreleased`, whose entries move into it. Every
 * other byte of the file stays. Without a file, one is begun.
 */
export function editChangelog(text: string | undefined, release: Release): Edited {
  const file = readLines(text ?? NEW_FILE);
  const heading = file.headings.find(({ name }) => name === release.version.toLowerCase());
  if (!heading) return { text: withReferences(inserted(file, release), release) };
  const written = bodyOf(under(heading, file));
  if (written === clean(release.body)) return { same: true };
  if (written !== '' && !release.ours.map(clean).includes(written)) return { taken: written };
  return { text: replaced(file, heading, release.body) };
}

const clean = (body: string): string => bodyOf([body]);

function endOf(heading: Heading, { headings, references, lines }: ChangelogLines): number {
  const next = headings.find(({ line }) => line > heading.line)?.line ?? lines.length;
  return references > heading.line ? Math.min(next, references) : next;
}

function under(heading: Heading, file: ChangelogLines): readonly string[] {
  return file.lines.slice(heading.line + 1, endOf(heading, file));
}

/** The blank lines that part a section from the next one are not the section's: they stay as they are. */
function after(heading: Heading, file: ChangelogLines): readonly string[] {
  const own = under(heading, file);
  const filled = own.findLastIndex((line) => line.trim() !== '') + 1;
  return file.lines.slice(heading.line + 1 + filled);
}

function replaced(file: ChangelogLines, heading: Heading, body: string): string {
  const before = file.lines.slice(0, heading.line + 1);
  return joined(file, before, ['', ...clean(body).split('\n')], after(heading, file));
}

function inserted(file: ChangelogLines, { version, date, body, unreleased }: Release): string {
  const { lines, headings, references } = file;
  const section = [`## [${version}] - ${date}`, '', ...clean(body).split('\n')];
  const open = headings.find(({ name }) => name === 'unreleased');
  if (!open) {
    const before = headings.find(({ name }) => /^\d/.test(name))?.line ?? references;
    return joined(file, lines.slice(0, before), section, lines.slice(before));
  }
  const left = addedSince(bodyOf(under(open, file)), unreleased);
  const kept = left === '' ? [] : ['', ...left.split('\n')];
  return joined(file, lines.slice(0, open.line + 1), [...kept, '', ...section], after(open, file));
}

/** What was written under `Unreleased` after it was read stays there: nobody has seen it in the notes. */
function addedSince(now: string, read: string): string {
  const seen = new Set(read.split('\n'));
  const parts = partsOf(now).map(({ heading, lines }) => ({ heading, lines: lines.filter((line) => !seen.has(line)) }));
  return joinParts(parts);
}

/** New lines take the line end of the file, and a blank line stands around a section. */
function joined(
  { lineEnd }: ChangelogLines,
  before: readonly string[],
  lines: readonly string[],
  rest: readonly string[],
): string {
  const head = before.join('');
  const end = head === '' || head.endsWith('\n') ? '' : lineEnd;
  const gap = before.length > 0 && lines[0] !== '' && before.at(-1)?.trim() !== '' ? lineEnd : '';
  const added = lines.map((line) => `${line}${lineEnd}`).join('');
  const separator = rest.length > 0 && rest[0]?.trim() !== '' ? lineEnd : '';
  return [head, end, gap, added, separator, ...rest].join('');
}
