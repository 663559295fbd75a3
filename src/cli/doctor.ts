import { resolve } from 'node:path';
import { messageOf } from '../core/errors.ts';
import { loadKit } from '../engine/load.ts';
import { readPlaybooks } from '../engine/playbook-folder.ts';
import { troubles } from '../store/troubles.ts';
import { type CliIo, defineCliCommand } from './_command.ts';
import { withDatabase } from './_store.ts';

export default defineCliCommand({
  name: 'doctor',
  summary: 'Says what is wrong: broken playbooks, messages that Slack refused, effects nobody knows the end of.',
  usage: '',

  async run(_args, io) {
    const problems = [...(await playbookProblems(io)), ...(await storeProblems(io))];
    for (const problem of problems) io.err(problem);
    if (problems.length === 0) io.out('Nothing is wrong.');
    return problems.length === 0 ? 0 : 1;
  },
});

async function playbookProblems(io: CliIo): Promise<readonly string[]> {
  try {
    const folder = resolve(io.cwd, io.env.PLAYBOOKS ?? 'data/playbooks');
    const { broken } = await readPlaybooks(folder, await loadKit(new URL('../', import.meta.url)));
    return [...broken.values()].flat();
  } catch (error) {
    return [`The playbooks can't be read: ${messageOf(error)}`];
  }
}

async function storeProblems(io: CliIo): Promise<readonly string[]> {
  try {
    return await withDatabase(io, (_store, { db }) => troubles(db));
  } catch (error) {
    return [messageOf(error)];
  }
}
