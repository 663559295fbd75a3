import { fillText, placeholdersOf } from '../playbook/fill.ts';
import { refNameProblem } from '../repository/ref-name.ts';
import { compareVersions, isVersion } from './version.ts';

/** What the name of a tag says. */
export interface TagParts {
  /** Without a `v`. */
  readonly version: string;
  /** The count of tags of this version, where the format has `<n>`. */
  readonly n?: number;
}

export interface ReadTag extends TagParts {
  readonly name: string;
}

const VERSION = String.raw`(?<version>\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)`;
const COUNT = '(?<n>[1-9]\\d*)';
const WORD = /<version>|<n>/;

/** The name of a tag. Throws when the format counts and no count is given. */
export function tagName(format: string, { version, n }: { readonly version: string; readonly n?: number }): string {
  if (n === undefined && counts(format)) throw new Error(`a tag \`${format}\` needs a count`);
  return fillText(format, { version, n: String(n) });
}

/** Whether the format numbers the tags of a version. */
export function counts(format: string): boolean {
  return format.includes('<n>');
}

/** What every tag of this format begins with. */
export function tagBeginning(format: string): string {
  return format.split(WORD)[0] ?? '';
}

/**
 * What a name says when it is wholly of this format. `v1.5.0-rc.1` is both `v<version>` and `v<version>-rc.<n>`: with the
 * other formats of the playbook it belongs to the one that spells out most of it.
 */
export function readTag(format: string, name: string, formats: readonly string[] = []): TagParts | undefined {
  const parts = partsOf(format, name);
  if (!parts) return undefined;
  const closer = formats.some((other) => spelled(other) > spelled(format) && partsOf(other, name));
  return closer ? undefined : parts;
}

function partsOf(format: string, name: string): TagParts | undefined {
  const { version, n } = patternOf(format).exec(name)?.groups ?? {};
  if (version === undefined || !isVersion(version)) return undefined;
  return n === undefined ? { version } : { version, n: Number(n) };
}

function patternOf(format: string): RegExp {
  const pattern = format
    .split(/(<version>|<n>)/)
    .map((part) => (part === '<version>' ? VERSION : part === '<n>' ? COUNT : escaped(part)));
  return new RegExp(`^${pattern.join('')}$`);
}

const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}-]/g, '\\$&');

/** How many letters of a name the format itself gives. */
function spelled(format: string): number {
  return format.split(WORD).join('').length;
}

/** The names that are of this format, with what they say. `formats`: all of the playbook, see readTag. */
export function readTags(
  format: string,
  names: readonly string[],
  formats: readonly string[] = [],
): readonly ReadTag[] {
  return names.flatMap((name) => {
    const parts = readTag(format, name, formats);
    return parts ? [{ name, ...parts }] : [];
  });
}

/** The tag of the highest version, and of these the last one counted. All are of one format. */
export function newestOf(tags: readonly ReadTag[]): ReadTag | undefined {
  return tags.reduce<ReadTag | undefined>(
    (best, tag) => (best === undefined || isNewer(tag, best) ? tag : best),
    undefined,
  );
}

function isNewer(a: ReadTag, b: ReadTag): boolean {
  const order = compareVersions(a.version, b.version);
  return order === 0 ? (a.n ?? 0) > (b.n ?? 0) : order > 0;
}

/** The next count for this version: 1 when there is none yet. */
export function nextN(format: string, version: string, names: readonly string[]): number {
  const taken = names.flatMap((name) => {
    const parts = readTag(format, name);
    return parts?.version === version ? [parts.n ?? 0] : [];
  });
  return Math.max(0, ...taken) + 1;
}

/** Why this is no format of a tag; undefined when it is one. */
export function tagFormatProblem(format: string): string | undefined {
  const words = [...format.matchAll(/<([^<>]*)>/g)].map(([, word]) => word);
  const other = placeholdersOf(format).find((word) => word !== 'version' && word !== 'n');
  const seen = `\`${format}\` is no format of a tag: `;
  if (other !== undefined) return `${seen}it may have \`<version>\` and \`<n>\`, not \`<${other}>\``;
  if (words.filter((word) => word === 'version').length !== 1) return `${seen}it needs one \`<version>\``;
  if (words.filter((word) => word === 'n').length > 1) return `${seen}one \`<n>\` is enough`;
  if (/<version><n>|<n><version>|<version>\.<n>/.test(format)) {
    return `${seen}put something like \`-rc.\` between \`<version>\` and \`<n>\``;
  }
  return refNameProblem(tagName(format, { version: '1.0.0', n: 1 }));
}

/** Whether a name may be of both formats, and neither spells out more of it. */
export function isSameFormat(a: string, b: string): boolean {
  if (spelled(a) !== spelled(b)) return false;
  return ['1.0.0', '1.0.0-rc.1'].some((version) => partsOf(b, tagName(a, { version, n: 1 })) !== undefined);
}
