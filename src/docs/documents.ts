import { readFile } from 'node:fs/promises';
import { loadCliCommands } from '../cli/_run.ts';
import { loadDefinitions, loadKit } from '../engine/load.ts';
import type { Command } from '../slack/commands/_command.ts';
import { cliCommandTable, slashCommandTable } from './commands.ts';
import { referenceSections } from './reference.ts';

const SRC = new URL('../', import.meta.url);

type Sections = Readonly<Record<string, string>>;

/** Every file with generated parts, as it should be: by path from the checkout's root. */
export async function documents(root: URL): Promise<ReadonlyMap<string, string>> {
  const slash = await loadDefinitions<Command>(new URL('slack/commands/', SRC));
  const cli = await loadCliCommands();
  const files: Readonly<Record<string, Sections>> = {
    'README.md': {
      'slash-commands': slashCommandTable(slash.values()),
      'cli-commands': cliCommandTable(cli.values()),
    },
    'docs/playbooks.md': referenceSections(await loadKit(SRC)),
  };
  const filled = Object.entries(files).map(async ([file, sections]) => {
    const text = await readFile(new URL(file, root), 'utf8');
    return [file, fillSections(text, sections, file)] as const;
  });
  return new Map(await Promise.all(filled));
}

const SECTION = /(<!-- generated: ([a-z-]+) -->\n)[\s\S]*?(<!-- end -->)/g;

/**
 * Puts each section between `<!-- generated: name -->` and `<!-- end -->`; everything else stays as a person wrote it.
 * Throws when a section has no place in the text, or a place no section.
 */
export function fillSections(text: string, sections: Sections, file: string): string {
  const unused = new Set(Object.keys(sections));
  const filled = text.replace(SECTION, (_written, begin: string, name: string, end: string) => {
    const section = sections[name];
    if (section === undefined) throw new Error(`${file}: nothing generates \`${name}\``);
    unused.delete(name);
    return `${begin}\n${section}\n\n${end}`;
  });
  if (unused.size > 0) throw new Error(`${file} has no place for ${[...unused].join(', ')}`);
  return filled;
}
