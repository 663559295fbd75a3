import type { HistoryRow } from '../../core/release/release.ts';
import { formatDuration } from '../../core/time/duration.ts';
import { fitted, plainLine, section, sections } from './limits.ts';
import type { Drawing } from './release-card.ts';
import { date, RELEASE_WORD } from './words.ts';

/** What was released, newest first. */
export function history(rows: readonly HistoryRow[]): Drawing {
  if (rows.length === 0)
    return { text: 'Nothing has been released yet.', blocks: [section('Nothing has been released yet.')] };
  return {
    text: `The last ${rows.length} releases, newest first: ${rows.map(({ id }) => id).join(', ')}.`,
    blocks: fitted([section('*Releases, newest first*'), ...sections(rows.map(line))]),
  };
}

function line({ id, title, type, version, status, openedAt, endedAt }: HistoryRow): string {
  const { icon, word } = RELEASE_WORD[status];
  const took =
    endedAt === null ? `since ${date(openedAt)}` : `${date(endedAt)} after ${formatDuration(endedAt - openedAt)}`;
  return `${icon} \`${id}\` *${plainLine(title, 100)} ${plainLine(version, 60)}* (${plainLine(type, 60)}) · ${word} ${took}`;
}
