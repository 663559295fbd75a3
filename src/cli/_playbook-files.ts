import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { messageOf, UserError } from '../core/errors.ts';
import { loadKit } from '../engine/load.ts';

/** What is installed beside this file. */
export const installedKit = () => loadKit(new URL('../', import.meta.url));

/** The text of a file that was named on the command line. Throws UserError when it can't be read. */
export async function readPlaybook(
  file: string,
  cwd: string,
): Promise<{ readonly file: string; readonly source: string }> {
  try {
    return { file, source: await readFile(resolve(cwd, file), 'utf8') };
  } catch (error) {
    throw new UserError('unreadable', `\`${file}\` can't be read: ${messageOf(error)}`, {
      fix: 'Give the path of a playbook, like `data/playbooks/kars-weekly.yml`.',
      cause: error,
    });
  }
}
