import { WEEKDAYS } from './zone.ts';

/** `09:00` to `23:59`. */
export const CLOCK = '(?:[01]\\d|2[0-3]):[0-5]\\d';

export const DAY = `(?:${WEEKDAYS.join('|')})`;

/** 0 for `Mon` to 6 for `Sun`. */
export function dayNumber(day: string): number {
  return WEEKDAYS.indexOf(day);
}

/** Named groups of a text in one of the small grammars; undefined when it does not match as a whole. */
export function groupsOf(pattern: RegExp, text: string): Readonly<Record<string, string | undefined>> | undefined {
  return pattern.exec(text.trim())?.groups;
}
