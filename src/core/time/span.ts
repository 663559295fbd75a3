import { CLOCK, DAY, dayNumber, groupsOf } from './clock-text.ts';
import { addDays, isDate, toInstant, toLocal, weekdayOf } from './zone.ts';

interface Span {
  readonly dates?: readonly [string, string];
  readonly days?: readonly [number, number];
  /** Wall clock, the end not included; `24:00` is the end of the day. */
  readonly hours: readonly [string, string];
}

const SPAN = new RegExp(
  `^(?:(?<first>${DAY})(?:-(?<last>${DAY}))?)?\\s*(?:(?<start>${CLOCK})-(?<end>${CLOCK}|24:00))?$`,
);
const DATES = /^(?<first>\d{4}-\d\d-\d\d)(?:\.\.(?<last>\d{4}-\d\d-\d\d))?$/;

/** So far ahead that a window that opens once a year is found. */
const LOOK_AHEAD_DAYS = 400;

/** Why this is no span; undefined when it is one. */
export function spanProblem(text: string): string | undefined {
  const span = readSpan(text);
  return typeof span === 'string' ? span : undefined;
}

function readSpan(text: string): Span | string {
  const dates = groupsOf(DATES, text);
  if (dates) {
    const { first = '', last = first } = dates;
    if (!isDate(first) || !isDate(last)) return `\`${text}\` has a day that is not in the calendar`;
    return first <= last ? { dates: [first, last], hours: ['00:00', '24:00'] } : `\`${text}\` ends before it begins`;
  }
  const parts = text.trim() === '' ? undefined : groupsOf(SPAN, text);
  if (!parts) {
    return `\`${text}\` is no span: write one like \`Fri 13:00-17:00\`, \`Sat-Sun\` or \`2026-12-20..2027-01-03\``;
  }
  const { first, last = first, start = '00:00', end = '24:00' } = parts;
  if (start >= end)
    return `\`${text}\` ends before it begins: write two spans, one up to \`24:00\` and one from \`00:00\``;
  if (first === undefined || last === undefined) return { hours: [start, end] };
  return { days: [dayNumber(first), dayNumber(last)], hours: [start, end] };
}

function parseSpan(text: string): Span {
  const span = readSpan(text);
  if (typeof span === 'string') throw new Error(span);
  return span;
}

/** Whether the wall clock of this zone is inside; the end does not belong to it, the last date does. */
export function isInside(text: string, zone: string, at: number): boolean {
  return covers(parseSpan(text), toLocal(at, zone));
}

function covers({ dates, days, hours }: Span, local: string): boolean {
  const date = local.slice(0, 10);
  const time = local.slice(11);
  if (dates && (date < dates[0] || date > dates[1])) return false;
  if (days && !between(weekdayOf(date), days)) return false;
  return time >= hours[0] && time < hours[1];
}

/** Weekdays run in a circle: Fri-Mon has four days. */
function between(day: number, [first, last]: readonly [number, number]): boolean {
  return first <= last ? day >= first && day <= last : day >= first || day <= last;
}

/** The first instant from this one on that is inside; undefined when there is none within 400 days. */
export function nextInside(text: string, zone: string, at: number): number | undefined {
  return windowAt({ allow: [text], refuse: [] }, zone, at).next;
}

/** When something is allowed: no `allow` means any time that is not refused. */
export interface Window {
  readonly allow: readonly string[];
  readonly refuse: readonly { readonly span: string; readonly why: string }[];
}

export interface WindowState {
  readonly open: boolean;
  /** Why it is closed, plain text; empty when it is open. */
  readonly why: string;
  /** The first allowed instant from the one asked about on; undefined when there is none within 400 days. */
  readonly next: number | undefined;
}

/** Whether a target may be deployed to at this instant, and if not, why and from when on. */
export function windowAt(window: Window, zone: string, at: number): WindowState {
  const allow = window.allow.map(parseSpan);
  const refuse = window.refuse.map(({ span, why }) => ({ span: parseSpan(span), text: span, why }));
  const isOpen = (local: string): boolean =>
    (allow.length === 0 || allow.some((span) => covers(span, local))) &&
    !refuse.some(({ span }) => covers(span, local));

  const now = toLocal(at, zone);
  if (isOpen(now)) return { open: true, why: '', next: at };
  const refused = refuse.find(({ span }) => covers(span, now));
  const why = refused ? `${refused.text}: ${refused.why}` : `only ${window.allow.join(', ')} is allowed`;
  const times = new Set(['00:00', ...[...allow, ...refuse.map(({ span }) => span)].flatMap(({ hours }) => hours)]);
  return { open: false, why, next: firstOpening([...times].sort(), { zone, at, isOpen }) };
}

/** It can only open where some span begins or ends, or at midnight. */
function firstOpening(
  times: readonly string[],
  { zone, at, isOpen }: { zone: string; at: number; isOpen: (local: string) => boolean },
): number | undefined {
  const today = toLocal(at, zone).slice(0, 10);
  for (let day = 0; day <= LOOK_AHEAD_DAYS; day++) {
    const date = addDays(today, day);
    for (const time of times) {
      if (time === '24:00' || !isOpen(`${date}T${time}`)) continue;
      const instant = toInstant(`${date}T${time}`, zone).at;
      // A gap may have moved it past its span.
      if (instant >= at && isOpen(toLocal(instant, zone))) return instant;
    }
  }
  return undefined;
}
