import { ImportStream } from '../src/sandbox/github/seed/import-stream.ts';
import { signatureOf } from '../src/sandbox/github/shown.ts';
import type { World } from '../src/sandbox/github/world.ts';

export interface Planted {
  readonly tags: { readonly base: string; readonly head: string };
  /** The commits of the tags. */
  readonly shas: { readonly base: string; readonly head: string };
}

const TYPES = ['feat', 'fix', 'feat', 'fix', 'perf', 'refactor', 'chore', 'docs', 'ci', 'test'];
const SCOPES = ['login', 'assets', 'users', 'admin', 'reports', 'search'];
const PEOPLE = ['devon-kars', 'rosa-kars', 'quinn-kars'];
const FILES = 400;
const MINUTE_MS = 60_000;

/** So many conventional commits between two tags, in one go. Every hundredth is taken back by the one after it. */
export async function plantCommits(world: World, count: number): Promise<Planted> {
  const stream = new ImportStream();
  const begins = Date.UTC(2026, 0, 5);
  const who = (number: number) => signatureOf(PEOPLE[number % PEOPLE.length] ?? '', begins + number * MINUTE_MS);
  const tag = (name: string, mark: number): void => stream.tag({ tag: name, message: name, who: who(mark), mark });

  let mark = stream.commit({ branch: 'main', message: 'chore: begin', who: who(0), files: filesOf(0), parents: [] });
  const base = mark;
  for (let number = 1; number <= count; number++) {
    const message = messageOf(number);
    mark = stream.commit({ branch: 'main', message, who: who(number), files: filesOf(number), parents: [mark] });
  }
  tag('v1.0.0', base);
  tag('v1.1.0', mark);
  const shas = await stream.load(world.git);
  await world.refs.refresh();
  return {
    tags: { base: 'v1.0.0', head: 'v1.1.0' },
    shas: { base: shas.get(base) ?? '', head: shas.get(mark) ?? '' },
  };
}

function messageOf(number: number): string {
  if (number % 100 === 1 && number > 1)
    return `Revert "${subjectOf(number - 1)}"\n\nIt was slower than what it replaced.`;
  const footer = number % 5 === 0 ? `\n\nCloses #${number}` : '';
  return `${subjectOf(number)}\n\nIt was asked for by those who work with it every day,\nand it had a \`case_${number}\` of its own.${footer}`;
}

function subjectOf(number: number): string {
  const type = TYPES[number % TYPES.length];
  const mark = number % 500 === 0 ? '!' : '';
  return `${type}(${SCOPES[number % SCOPES.length]})${mark}: what people see of case ${number} in the list`;
}

const filesOf = (number: number): Readonly<Record<string, string>> => ({
  [`src/part-${number % 20}/file-${number % FILES}.ts`]: `export const changed = ${number};\n`,
});
