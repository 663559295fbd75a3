import type { KnownBlock } from '@slack/types';
import { guardInWords } from '../../core/freeze/guard.ts';
import type { Playbook } from '../../core/playbook/playbook.ts';
import type { PlaybookShelf, Upcoming } from '../../core/ports.ts';
import type { FreezeView } from '../../core/release/release.ts';
import { listed } from '../../core/text.ts';
import { divider, fitted, plainLine, section, sections } from './limits.ts';
import { person } from './people.ts';
import type { Drawing } from './release-card.ts';
import { date, INDENT } from './words.ts';

export interface Shelf {
  readonly shelf: PlaybookShelf;
  readonly upcoming: readonly Upcoming[];
  readonly freezes: readonly FreezeView[];
}

/** What can be released, when the next release opens, what is frozen, and which playbook files are broken. */
export function list({ shelf, upcoming, freezes }: Shelf): Drawing {
  const names = [...shelf.good.keys()];
  const text =
    names.length === 0
      ? 'There is no playbook that can be started.'
      : `Playbooks: ${listed(names.map((name) => plainLine(name, 60)))}.`;
  const blocks: KnownBlock[] = [
    ...(names.length === 0 ? [section(text)] : []),
    ...[...shelf.good.values()].flatMap((playbook) => sections(playbookLines(playbook, upcoming))),
    ...(freezes.length === 0 ? [] : [divider, ...sections(['*Frozen*', ...freezes.map(freezeLine)])]),
    ...[...shelf.broken].flatMap(([file, problems]) => sections(brokenLines(file, problems))),
  ];
  return { text, blocks: fitted(blocks) };
}

function playbookLines({ playbook, title, types }: Playbook, upcoming: readonly Upcoming[]): readonly string[] {
  const typeLines = Object.entries(types).map(([type, { opens, urgent }]) => {
    const next = upcoming.find((row) => row.playbook === playbook && row.type === type);
    const when = next
      ? `opens ${date(next.at)}`
      : opens === undefined
        ? 'started by hand'
        : `opens ${plainLine(opens, 60)}`;
    return `${INDENT}• \`${plainLine(type, 60)}\` ${when}${urgent ? ' · urgent' : ''}`;
  });
  return [`*${plainLine(title, 100)}* · \`/release start ${plainLine(playbook, 60)}\``, ...typeLines];
}

function freezeLine({ playbook, branch, holder, since, reason, guard }: FreezeView): string {
  const by = holder.startsWith('@') ? person(holder.slice(1)) : `\`${plainLine(holder, 60)}\``;
  return `:lock: \`${plainLine(branch, 60)}\` (${plainLine(playbook, 60)}) held by ${by} since ${date(since)}: ${plainLine(reason)} · ${plainLine(guardInWords(guard), 200)}`;
}

const PROBLEMS = 5;

function brokenLines(file: string, problems: readonly string[]): readonly string[] {
  const rest = problems.length > PROBLEMS ? [`${INDENT}… and ${problems.length - PROBLEMS} more`] : [];
  return [
    `:warning: \`${plainLine(file, 200)}\` can't be used:`,
    ...problems.slice(0, PROBLEMS).map((problem) => `${INDENT}• ${plainLine(problem)}`),
    ...rest,
  ];
}
