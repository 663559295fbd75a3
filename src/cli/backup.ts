import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import { backup } from '../store/open.ts';
import { defineCliCommand } from './_command.ts';
import { withDatabase } from './_store.ts';

export default defineCliCommand({
  name: 'backup',
  summary: 'Copies the database into a file, while Shipmate runs.',
  usage: 'FILE',

  async run([file], io) {
    if (file === undefined)
      throw new UserError('bad_usage', 'no file was given', { fix: 'Usage: shipmate backup FILE' });
    const to = resolve(io.cwd, file);
    if (existsSync(to))
      throw new UserError('exists', `\`${file}\` is there already`, {
        fix: 'Choose another name; nothing is overwritten.',
      });
    return withDatabase(io, async (_store, { db }) => {
      await backup(db, to);
      io.out(`Saved as ${file}. To restore it, stop Shipmate and put it in the place of the database.`);
      return 0;
    });
  },
});
