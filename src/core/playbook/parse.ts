import { type Kit, writable } from './kit.ts';
import type { Playbook } from './playbook.ts';
import type { Problem } from './problem.ts';
import { readFile } from './read/file.ts';
import { writtenPath } from './read/issues.ts';
import { isMapping, Place } from './read/place.ts';
import { type Path, readSource } from './read/source.ts';
import { resolveLines } from './rules/lines.ts';
import { checkReferences, namesOf } from './rules/names.ts';
import { checkTypes } from './rules/per-type.ts';
import { checkSense } from './rules/sense.ts';

export type Parsed = { readonly playbook: Playbook } | { readonly problems: readonly Problem[] };

/**
 * Makes a playbook of YAML, or tells all mistakes at once, in the order of the file. What may stand in it is what the
 * kit brings: a new kind of step, check or provider is valid as soon as it is installed. The file's name has to be that
 * of the playbook.
 */
export function parsePlaybook(source: string, file: string, kit: Kit): Parsed {
  const yaml = readSource(source);
  if (!('raw' in yaml)) return { problems: yaml.map((flaw) => ({ file, key: '', ...flaw })) };
  if (!isMapping(yaml.raw)) {
    return {
      problems: [{ file, line: 1, key: '', message: 'this is no playbook: it begins with `playbook: <name>`' }],
    };
  }

  const problems: Problem[] = [];
  const note = (path: Path, message: string): void => {
    problems.push({ file, line: yaml.lineOf(path), key: keyOf(writtenPath(yaml.raw, path)), message });
  };
  const root = new Place(note, [], yaml.raw);
  const { playbook: first, reading } = readFile(root, writable(kit));
  const names = namesOf(yaml.raw, reading);
  const playbook = resolveLines(first, { reading, names });
  checkReferences(reading, names);
  checkSense(playbook, root, { reading, names });
  checkFileName(playbook.playbook, file, note);
  checkTypes(playbook, root, reading);
  return problems.length === 0 ? { playbook } : { problems: sorted(problems) };
}

function checkFileName(name: string, file: string, note: (path: Path, message: string) => void): void {
  const expected = file
    .split('/')
    .at(-1)
    ?.replace(/\.ya?ml$/, '');
  if (name === '' || expected === name) return;
  note(['playbook'], `the file is called \`${expected}\`: write \`playbook: ${expected}\`, or rename the file`);
}

/** `phases[2].steps[0].due` */
function keyOf(path: Path): string {
  return path.reduce<string>(
    (key, part) => (typeof part === 'number' ? `${key}[${part}]` : key === '' ? part : `${key}.${part}`),
    '',
  );
}

/** In the order of the file, and each only once: a name can be wrong in several passes. */
function sorted(problems: readonly Problem[]): readonly Problem[] {
  const unique = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...unique.values()].sort((a, b) => a.line - b.line);
}
