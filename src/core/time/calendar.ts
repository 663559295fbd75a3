import { Cron } from 'croner';
import { CLOCK, DAY, dayNumber, groupsOf } from './clock-text.ts';
import { addDays, isDate, toInstant, toLocal, weekdayOf } from './zone.ts';

type Calendar =
  | {
      readonly kind: 'weekly';
      readonly weeks: number;
      readonly day: number;
      readonly time: string;
      readonly from: string;
    }
  | { readonly kind: 'monthly'; readonly months: number; readonly day: number; readonly time: string }
  | { readonly kind: 'cron'; readonly pattern: string };

const WEEKLY = new RegExp(`^(?<day>${DAY}) (?<time>${CLOCK})$`);
const EVERY = new RegExp(`^every (?<weeks>\\d+) weeks (?<day>${DAY}) (?<time>${CLOCK}) from (?<from>\\S+)$`);
const MONTHLY = new RegExp(`^(?<kind>monthly|quarterly) (?<day>\\d{1,2}) (?<time>${CLOCK})$`);

/** Any Monday will do to count single weeks from. */
const SOME_MONDAY = '2026-01-05';

const EXAMPLES = '`Thu 17:00`, `every 2 weeks Mon 09:00 from 2026-01-05`, `monthly 1 09:00`, `quarterly 15 10:00`';

/** Why this is no calendar text, with the value seen; undefined when it is one. */
export function calendarProblem(text: string): string | undefined {
  const calendar = readCalendar(text);
  return typeof calendar === 'string' ? calendar : undefined;
}

/** The next time after this instant, strictly. The note says when daylight saving moves it. */
export function nextOccurrence(
  text: string,
  zone: string,
  after: number,
): { readonly at: number; readonly note?: string } {
  const calendar = readCalendar(text);
  if (typeof calendar === 'string') throw new Error(calendar);
  for (const local of localTimes(calendar, toLocal(after, zone))) {
    const { at, shifted, repeated } = toInstant(local, zone);
    if (at <= after) continue;
    const [date, time] = local.split('T');
    if (shifted)
      return { at, note: `${time} does not exist on ${date} in ${zone}: it is ${toLocal(at, zone).slice(11)}` };
    if (repeated) return { at, note: `${time} comes twice on ${date} in ${zone}: the first one counts` };
    return { at };
  }
  throw new Error(`\`${text}\` never comes again`);
}

/** Five cron fields that wake at least as often, for a timer that only looks whether something is due. */
export function cronOf(text: string): string {
  const calendar = readCalendar(text);
  if (typeof calendar === 'string') throw new Error(calendar);
  if (calendar.kind === 'cron') return calendar.pattern;
  const [hour, minute] = calendar.time.split(':').map(Number);
  if (calendar.kind === 'weekly') return `${minute} ${hour} * * ${(calendar.day + 1) % 7}`;
  return `${minute} ${hour} ${calendar.day} ${calendar.months === 1 ? '*' : '1,4,7,10'} *`;
}

function readCalendar(text: string): Calendar | string {
  const weekly = groupsOf(EVERY, text) ?? groupsOf(WEEKLY, text);
  if (weekly) return readWeekly(text, weekly);
  const monthly = groupsOf(MONTHLY, text);
  if (monthly) {
    const day = Number(monthly.day);
    if (day < 1 || day > 28) return `\`${text}\`: not every month has a day ${day}, write 1 to 28`;
    return { kind: 'monthly', months: monthly.kind === 'monthly' ? 1 : 3, day, time: monthly.time ?? '' };
  }
  if (/^[\d*]\S*(?:\s+\S+){4}$/.test(text.trim())) return readCron(text.trim());
  return `\`${text}\` is no calendar: write ${EXAMPLES}, or five cron fields`;
}

function readWeekly(text: string, parts: Readonly<Record<string, string | undefined>>): Calendar | string {
  const { day = '', time = '', weeks = '1', from = SOME_MONDAY } = parts;
  if (!isDate(from)) return `\`${text}\`: \`${from}\` is no date like \`2026-01-05\``;
  if (Number(weeks) < 1) return `\`${text}\`: write \`every 1 weeks\` or more`;
  return { kind: 'weekly', weeks: Number(weeks), day: dayNumber(day), time, from };
}

function readCron(pattern: string): Calendar | string {
  const [, , dayOfMonth, , dayOfWeek] = pattern.split(/\s+/);
  if (dayOfMonth !== '*' && dayOfWeek !== '*') {
    return `\`${pattern}\` has a day of the month and a day of the week, which some cron readers join with "and", others with "or": keep one of them`;
  }
  try {
    if (new Cron(pattern, { timezone: 'UTC' }).nextRun(new Date(0))) return { kind: 'cron', pattern };
    return `\`${pattern}\` never happens`;
  } catch (error) {
    return `\`${pattern}\` is no cron text: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Local times from this one on, in order; the first ones may be over. */
function* localTimes(calendar: Calendar, from: string): Generator<string> {
  switch (calendar.kind) {
    case 'weekly':
      return yield* weeks(calendar, from.slice(0, 10));
    case 'monthly':
      return yield* months(calendar, from);
    case 'cron':
      return yield* cronTimes(calendar.pattern, from);
  }
}

function* weeks({ weeks, day, time, from }: Extract<Calendar, { kind: 'weekly' }>, today: string): Generator<string> {
  const first = addDays(from, (day - weekdayOf(from) + 7) % 7);
  const step = weeks * 7;
  const passed = Math.floor((Date.parse(today) - Date.parse(first)) / 86_400_000 / step);
  // Without a date to count from, weeks before the first one are as good as those after it.
  const begin = weeks === 1 ? passed : Math.max(0, passed);
  for (let index = begin; ; index++) yield `${addDays(first, index * step)}T${time}`;
}

function* months({ months, day, time }: Extract<Calendar, { kind: 'monthly' }>, from: string): Generator<string> {
  const year = Number(from.slice(0, 4));
  const month = Number(from.slice(5, 7)) - 1;
  for (let next = month - (month % months); ; next += months) {
    yield `${new Date(Date.UTC(year, next, day)).toISOString().slice(0, 10)}T${time}`;
  }
}

/**
 * croner counts on the bare wall clock, and each time is made an instant once, by the same rule as every other time:
 * a missing one comes late, a repeated one once.
 */
function* cronTimes(pattern: string, from: string): Generator<string> {
  const cron = new Cron(pattern, { timezone: 'UTC' });
  let next = cron.nextRun(new Date(`${from}Z`));
  while (next) {
    yield next.toISOString().slice(0, 16);
    next = cron.nextRun(next);
  }
}
