import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kit } from '../core/playbook/kit.ts';
import { parsePlaybook } from '../core/playbook/parse.ts';
import type { Playbook } from '../core/playbook/playbook.ts';
import { formatProblem } from '../core/playbook/problem.ts';
import type { PlaybookShelf } from '../core/ports.ts';

/** Reads every playbook of a folder anew. A broken file takes its place among the broken and hinders no other. */
export async function readPlaybooks(folder: string, kit: Kit): Promise<PlaybookShelf> {
  const good = new Map<string, Playbook>();
  const broken = new Map<string, readonly string[]>();
  const files = (await readdir(folder)).filter((file) => /\.ya?ml$/.test(file)).sort();
  for (const file of files) {
    const path = join(folder, file);
    const read = parsePlaybook(await readFile(path, 'utf8'), path, kit);
    if ('playbook' in read) good.set(read.playbook.playbook, read.playbook);
    else broken.set(file, read.problems.map(formatProblem));
  }
  return { good, broken };
}
