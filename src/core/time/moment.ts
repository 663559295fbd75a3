import { CLOCK, DAY, dayNumber, groupsOf } from './clock-text.ts';
import { parseDuration } from './duration.ts';
import { addDays, type Instant, toInstant, toLocal, weekdayOf } from './zone.ts';

const AT = new RegExp(`^(?:week (?<week>[1-9]\\d*) )?(?<day>${DAY}) (?<time>${CLOCK})$`);
const DAYS_LATER = new RegExp(`^(?<count>\\d+)(?<unit>[dw]) (?<time>${CLOCK})$`);
const DAYS_ONLY = /^(?<count>\d+)(?<unit>[dw])$/;

/** Why this is no `at`; undefined when it is one. */
export function atProblem(text: string): string | undefined {
  if (AT.test(text.trim())) return undefined;
  if (text.startsWith('window')) {
    return `\`${text}\` counts from a \`window\` step, which is in the language but nothing here executes yet: write a time like \`Fri 14:00\``;
  }
  return `\`${text}\` is no time: write one like \`Fri 14:00\` or \`week 2 Mon 09:00\``;
}

/** Why this is no `due`; undefined when it is one. */
export function dueProblem(text: string): string | undefined {
  if (isDue(text.trim())) return undefined;
  return `\`${text}\` is no deadline: write one like \`15m\`, \`3d\`, \`1d 10:00\` or \`Fri 15:00\``;
}

function isDue(text: string): boolean {
  return parseDuration(text) !== undefined || DAYS_LATER.test(text) || AT.test(text);
}

/**
 * `Fri 14:00`: the first one at or after the slot. `week 2 Mon 09:00`: in the second calendar week (Monday to Sunday),
 * where the week of the slot is the first; that may lie before the slot.
 */
export function resolveAt(text: string, zone: string, slot: number): Instant {
  const parts = groupsOf(AT, text);
  if (!parts) throw new Error(atProblem(text) ?? text);
  const { week, day = '', time = '' } = parts;
  const today = toLocal(slot, zone).slice(0, 10);
  if (week) {
    const monday = addDays(today, -weekdayOf(today));
    return toInstant(`${addDays(monday, (Number(week) - 1) * 7 + dayNumber(day))}T${time}`, zone);
  }
  const date = addDays(today, (dayNumber(day) - weekdayOf(today) + 7) % 7);
  const first = toInstant(`${date}T${time}`, zone);
  return first.at >= slot ? first : toInstant(`${addDays(date, 7)}T${time}`, zone);
}

/**
 * A deadline from its start: `15m` counts elapsed time, `3d` and `1w` count days of the calendar at the same time of
 * day (so that a clock change in between moves nothing), `1d 10:00` is that time on that day, `Fri 15:00` the next one.
 */
export function resolveDue(text: string, zone: string, start: number): Instant {
  const onDay = groupsOf(DAYS_LATER, text) ?? groupsOf(DAYS_ONLY, text);
  if (onDay) {
    const local = toLocal(start, zone);
    const days = Number(onDay.count) * (onDay.unit === 'w' ? 7 : 1);
    const time = onDay.time ?? local.slice(11);
    return toInstant(`${addDays(local.slice(0, 10), days)}T${time}`, zone);
  }
  const elapsed = parseDuration(text.trim());
  return elapsed === undefined
    ? resolveAt(text, zone, start)
    : { at: start + elapsed, shifted: false, repeated: false };
}
