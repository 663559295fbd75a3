import { resolve } from 'node:path';
import { messageOf } from '../core/errors.ts';
import type { Examination } from '../core/host-doctor.ts';
import type { PlaybookShelf } from '../core/ports.ts';
import { loadKit } from '../engine/load.ts';
import { readPlaybooks } from '../engine/playbook-folder.ts';
import { troubles } from '../store/troubles.ts';
import { type CliIo, defineCliCommand } from './_command.ts';
import { withDatabase } from './_store.ts';

export default defineCliCommand({
  name: 'doctor',
  summary: 'Says what is wrong: broken playbooks, rights that GitHub did not grant, messages that Slack refused.',
  usage: '',

  async run(_args, io) {
    const shelf = await shelfOf(io);
    const host = await hostFindings(io, shelf.good);
    const problems = [...shelf.problems, ...host.problems, ...(await storeProblems(io))];
    for (const problem of problems) io.err(problem);
    for (const note of host.notes) io.out(note);
    if (problems.length === 0) io.out('Nothing is wrong.');
    return problems.length === 0 ? 0 : 1;
  },
});

interface Shelf {
  readonly good: PlaybookShelf['good'];
  readonly problems: readonly string[];
}

async function shelfOf(io: CliIo): Promise<Shelf> {
  try {
    const folder = resolve(io.cwd, io.env.PLAYBOOKS ?? 'data/playbooks');
    const { good, broken } = await readPlaybooks(folder, await loadKit(new URL('../', import.meta.url)));
    return { good, problems: [...broken.values()].flat() };
  } catch (error) {
    return { good: new Map(), problems: [`The playbooks can't be read: ${messageOf(error)}`] };
  }
}

async function hostFindings(io: CliIo, playbooks: PlaybookShelf['good']): Promise<Examination> {
  try {
    const doctor = io.hostDoctor();
    const examined = await Promise.all([...playbooks.values()].map((playbook) => doctor.examine(playbook)));
    return {
      problems: examined.flatMap(({ problems }) => problems),
      notes: examined.flatMap(({ notes }) => notes),
    };
  } catch (error) {
    return { problems: [messageOf(error)], notes: [] };
  }
}

async function storeProblems(io: CliIo): Promise<readonly string[]> {
  try {
    return await withDatabase(io, (_store, { db }) => troubles(db));
  } catch (error) {
    return [messageOf(error)];
  }
}
