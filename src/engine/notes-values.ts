import type { Output } from '../core/release/move.ts';
import { escapeText } from '../core/text.ts';
import type { Turn } from './turn.ts';

type Asker = Pick<Turn, 'unit'>;

/** Until the notes are written nobody knows. */
const NOT_YET = 'not known yet';

/** Which output of a step stands behind a word. */
const NUMBERS = { commits: 'commits', 'files-changed': 'files', 'lines-added': 'added', 'lines-removed': 'removed' };
const TEXTS = { features: 'features', fixes: 'fixes', improvements: 'improvements', 'notes-url': 'notes-url' };

/** What the notes of a release said, and the numbers that they were made of. */
export const NOTES_VALUES: Readonly<Record<string, (asker: Asker) => string>> = Object.fromEntries(
  Object.entries({ ...NUMBERS, ...TEXTS }).map(([word, key]) => [word, ({ unit }: Asker) => shown(newest(unit, key))]),
);

/** The numbers alone, for the questions of a release: what others wrote must not get in there. */
export function numbersOf({ unit }: Asker): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(NUMBERS).map(([word, key]) => [word, shown(newest(unit, key))]));
}

function newest({ steps }: Turn['unit'], key: string): Output[string] {
  const ended = steps.filter(({ output }) => output[key] !== undefined && output[key] !== null);
  return ended.sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0)).at(-1)?.output[key] ?? null;
}

function shown(value: Output[string]): string {
  if (value === null) return NOT_YET;
  return typeof value === 'number' ? value.toLocaleString('en-GB') : escapeText(String(value));
}
