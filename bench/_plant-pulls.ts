import { freshPull } from '../src/sandbox/github/pulls/open.ts';
import { ImportStream } from '../src/sandbox/github/seed/import-stream.ts';
import { signatureOf } from '../src/sandbox/github/shown.ts';
import type { World } from '../src/sandbox/github/world.ts';

const AUTHOR = 'devon-kars';

/** So many open pull requests into `main`, each with a branch and a commit of its own, in one go. */
export async function plantPulls(world: World, count: number): Promise<void> {
  const at = world.machine();
  const who = signatureOf(AUTHOR, at);
  const stream = new ImportStream();
  const begin = stream.commit({
    branch: 'main',
    message: 'chore: begin',
    who,
    files: { 'README.md': 'A shop' },
    parents: [],
  });
  const marks = Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const files = { [`src/${number}.ts`]: `export const number = ${number};\n` };
    const message = `feat: feature ${number}`;
    const mark = stream.commit({ branch: `feature-${number}`, message, who, files, parents: [begin] });
    stream.reset(`refs/pull/${number}/head`, mark);
    return mark;
  });
  const shas = await stream.load(world.git);
  await world.refs.refresh();
  const base = { branch: 'main', sha: shas.get(begin) ?? '' };
  for (const [index, mark] of marks.entries()) {
    const number = index + 1;
    const head = { branch: `feature-${number}`, sha: shas.get(mark) ?? '', fork: null };
    const pull = freshPull(world, { asked: { title: `feat: feature ${number}` }, by: AUTHOR, head, base });
    world.pulls.set(pull.number, pull);
  }
}
