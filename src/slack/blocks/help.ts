import type { Playbook } from '../../core/playbook/playbook.ts';
import { escapeText } from '../../core/text.ts';
import { context, fitted, plainLine, sections } from './limits.ts';
import type { Drawing } from './release-card.ts';

/** What help needs to know of a command. */
export interface HelpEntry {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
}

/** `/release hold [id] <reason>`, plain text. */
export function usageOf({ name, usage }: HelpEntry): string {
  return `/release ${name}${usage === '' ? '' : ` ${usage}`}`;
}

/** The help, from the definitions of the commands; so it can't be out of date. */
export function help(commands: readonly HelpEntry[], playbooks: readonly Playbook[]): Drawing {
  const lines = commands.map((command) => `• \`${escapeText(usageOf(command))}\` ${escapeText(command.summary)}`);
  return {
    text: `Commands: ${commands.map(({ name }) => name).join(', ')}.`,
    blocks: fitted([
      ...sections(lines),
      context('`[id]` may be left out while only one release is open.'),
      ...playbooks.flatMap((playbook) => sections(about(playbook))),
    ]),
  };
}

function about({ title, about: { purpose, links } }: Playbook): readonly string[] {
  const pages = Object.entries(links).map(([name, target]) =>
    /^https?:\/\/[^\s|<>]+$/.test(target)
      ? `<${escapeText(target)}|${plainLine(name, 100).replaceAll('|', '/')}>`
      : `${plainLine(name, 100)}: \`${plainLine(target, 200)}\``,
  );
  if (purpose === undefined && pages.length === 0) return [];
  const lines = [
    `*${plainLine(title, 100)}*${purpose === undefined ? '' : ` ${plainLine(purpose)}`}`,
    pages.join(' · '),
  ];
  return lines.filter((line) => line !== '');
}
