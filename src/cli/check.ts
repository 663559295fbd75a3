import { UserError } from '../core/errors.ts';
import { checkPlaybooks } from '../core/playbook/report.ts';
import { defineCliCommand } from './_command.ts';
import { installedKit, readPlaybook } from './_playbook-files.ts';

export default defineCliCommand({
  name: 'check',
  summary: 'Tells every mistake in playbooks, with file, line and key.',
  usage: 'FILE…',

  async run(args, io) {
    if (args.length === 0)
      throw new UserError('bad_usage', 'No file was given.', { fix: 'Usage: `shipmate check FILE…`' });
    const files = await Promise.all(args.map((file) => readPlaybook(file, io.cwd)));
    const { lines, code } = checkPlaybooks(files, await installedKit());
    for (const line of lines) io.out(line);
    return code;
  },
});
