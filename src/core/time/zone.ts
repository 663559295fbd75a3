import { nearest } from '../text.ts';

const MINUTE = 60_000;

/** No zone is further from UTC than this; no zone changes its clock twice within it. */
const WIDEST = 15 * 60 * MINUTE;

/** What people mean when they write one of these: the first follows daylight saving, the second never does. */
const ABBREVIATIONS: Readonly<Record<string, readonly [string, string]>> = {
  EST: ['America/New_York', 'America/Panama'],
  EDT: ['America/New_York', 'Etc/GMT+4'],
  CST: ['America/Chicago', 'America/Costa_Rica'],
  CDT: ['America/Chicago', 'Etc/GMT+5'],
  MST: ['America/Denver', 'America/Phoenix'],
  MDT: ['America/Denver', 'Etc/GMT+6'],
  PST: ['America/Los_Angeles', 'Etc/GMT+8'],
  PDT: ['America/Los_Angeles', 'Etc/GMT+7'],
  GMT: ['Europe/London', 'Etc/UTC'],
  BST: ['Europe/London', 'Etc/GMT-1'],
  WET: ['Europe/Lisbon', 'Etc/UTC'],
  CET: ['Europe/Berlin', 'Africa/Algiers'],
  MET: ['Europe/Berlin', 'Africa/Algiers'],
  CEST: ['Europe/Berlin', 'Etc/GMT-2'],
  EET: ['Europe/Athens', 'Africa/Tripoli'],
  HST: ['America/Adak', 'Pacific/Honolulu'],
  IST: ['Europe/Dublin', 'Asia/Kolkata'],
};

/** Why this is not a zone to plan with, as a sentence with the value seen; undefined when it is one. */
export function zoneProblem(zone: string): string | undefined {
  const meanings = ABBREVIATIONS[zone.toUpperCase()];
  if (meanings) {
    const [moving, fixed] = meanings;
    return `\`${zone}\` has two meanings: write \`${moving}\` (follows daylight saving) or \`${fixed}\` (the same all year)`;
  }
  const known = Intl.supportedValuesOf('timeZone');
  if (zone.includes('/') && isKnown(zone)) return undefined;
  const near = nearest(zone, known) ?? known.find((name) => name.toLowerCase().endsWith(`/${zone.toLowerCase()}`));
  return `\`${zone}\` is no IANA time zone: write one like \`${near ?? 'America/New_York'}\``;
}

function isKnown(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    // Intl throws for a zone it does not know; there is no way to ask it.
    return false;
  }
}

/** One local time made an instant. */
export interface Instant {
  /** UTC milliseconds. */
  readonly at: number;
  /** The local time does not exist on that day: this is the first instant after the gap. */
  readonly shifted: boolean;
  /** The local time comes twice on that day: this is the first. */
  readonly repeated: boolean;
}

/**
 * `2026-03-08T02:30` in this zone. Only Intl is asked: date-fns-tz builds a date in the zone of the host on the way, so
 * that its answers go wrong on the days on which the host changes its clock.
 */
export function toInstant(local: string, zone: string): Instant {
  const naive = Date.parse(`${local}Z`);
  // The offset before and the one after: a change of the clock within a day of it makes them differ.
  const offsets = [naive - WIDEST, naive + WIDEST].map((at) => Date.parse(`${toLocal(at, zone)}Z`) - minute(at));
  const fitting = [...new Set(offsets.map((offset) => naive - offset))].filter((at) => toLocal(at, zone) === local);
  if (fitting.length === 0) return { at: afterGap(local, zone), shifted: true, repeated: false };
  return { at: Math.min(...fitting), shifted: false, repeated: fitting.length > 1 };
}

const minute = (at: number): number => Math.floor(at / MINUTE) * MINUTE;

/** The first instant whose local time is this one or later. */
function afterGap(local: string, zone: string): number {
  const naive = Date.parse(`${local}Z`);
  let before = naive - WIDEST;
  let after = naive + WIDEST;
  while (after - before > MINUTE) {
    const middle = minute((before + after) / 2);
    if (toLocal(middle, zone) < local) before = middle;
    else after = middle;
  }
  return after;
}

/** `2026-03-08T03:00`: the wall clock of this zone, to the minute. */
export function toLocal(at: number, zone: string): string {
  // Swedes write dates as ISO does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return format.format(at).replace(' ', 'T');
}

export const WEEKDAYS: readonly string[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The day so many days after this one, both as `2026-03-08`. Calendar arithmetic: no zone, no clock. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** 0 for Monday to 6 for Sunday. */
export function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7;
}

/** Whether this is a day of the calendar: `2026-02-30` is not. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00Z`)) && addDays(text, 0) === text;
}

/** `Thu 2026-03-12 17:00 EDT`, for people. */
export function formatLocal(at: number, zone: string): string {
  const [date = '', time] = toLocal(at, zone).split('T');
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' }).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
  return `${WEEKDAYS[weekdayOf(date)]} ${date} ${time} ${name}`;
}
