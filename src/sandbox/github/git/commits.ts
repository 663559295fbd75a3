import type { Objects } from './objects.ts';

/** A person and an instant, as a commit or a tag names them. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  /** UTC milliseconds; git keeps seconds. */
  readonly at: number;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export interface TagObject {
  readonly sha: string;
  readonly object: string;
  readonly type: string;
  readonly name: string;
  readonly tagger: Signature;
  readonly message: string;
}

/** Undefined when it is no commit, nor something that leads to one. */
export async function readCommit(objects: Objects, name: string): Promise<Commit | undefined> {
  const own = await objects.read(name);
  const found = own?.type === 'tag' ? await objects.read(`${name}^{commit}`) : own;
  if (found?.type !== 'commit') return undefined;
  const { lines, message } = split(found.body);
  return {
    sha: found.sha,
    tree: named(lines, 'tree'),
    parents: lines.filter((line) => line.startsWith('parent ')).map((line) => line.slice('parent '.length)),
    author: signature(named(lines, 'author')),
    committer: signature(named(lines, 'committer')),
    message,
  };
}

export async function readTag(objects: Objects, sha: string): Promise<TagObject | undefined> {
  const found = await objects.read(sha);
  if (found?.type !== 'tag') return undefined;
  const { lines, message } = split(found.body);
  return {
    sha: found.sha,
    object: named(lines, 'object'),
    type: named(lines, 'type'),
    name: named(lines, 'tag'),
    tagger: signature(named(lines, 'tagger')),
    message,
  };
}

export function writeCommit(objects: Objects, commit: Omit<Commit, 'sha'>): string {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${signed(commit.author)}`,
    `committer ${signed(commit.committer)}`,
  ];
  return objects.write('commit', `${lines.join('\n')}\n\n${endingInNewline(commit.message)}`);
}

export function writeTag(objects: Objects, tag: Omit<TagObject, 'sha'>): string {
  const lines = [`object ${tag.object}`, `type ${tag.type}`, `tag ${tag.name}`, `tagger ${signed(tag.tagger)}`];
  return objects.write('tag', `${lines.join('\n')}\n\n${endingInNewline(tag.message)}`);
}

function split(body: Buffer): { readonly lines: readonly string[]; readonly message: string } {
  const text = body.toString('utf8');
  const end = text.indexOf('\n\n');
  return end < 0
    ? { lines: text.split('\n'), message: '' }
    : { lines: text.slice(0, end).split('\n'), message: text.slice(end + 2).replace(/\n$/, '') };
}

function named(lines: readonly string[], name: string): string {
  return lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
}

function signature(text: string): Signature {
  const [, name = '', email = '', seconds = '0'] = /^(.*?) ?<(.*?)> (\d+)/.exec(text) ?? [];
  return { name, email, at: Number(seconds) * 1000 };
}

function signed({ name, email, at }: Signature): string {
  return `${name} <${email}> ${Math.floor(at / 1000)} +0000`;
}

const endingInNewline = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);
