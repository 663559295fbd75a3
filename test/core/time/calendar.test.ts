import { describe, expect, it } from '@jest/globals';
import { calendarProblem, cronOf, nextOccurrence } from '../../../src/core/time/calendar.ts';

const NEW_YORK = 'America/New_York';

const utc = (text: string): number => Date.parse(`${text}Z`);

const next = (text: string, after: string, zone = NEW_YORK): string =>
  new Date(nextOccurrence(text, zone, utc(after)).at).toISOString().slice(0, 16);

describe('the next occurrence', () => {
  it.each([
    ['Thu 17:00', '2026-03-02T00:00', '2026-03-05T22:00'],
    ['Thu 17:00', '2026-03-05T21:59:59', '2026-03-05T22:00'],
    ['Thu 17:00', '2026-03-05T22:00', '2026-03-12T21:00'],
    ['Thu 17:00', '2026-10-29T21:00', '2026-11-05T22:00'],
    ['every 2 weeks Mon 09:00 from 2026-01-05', '2026-01-01T00:00', '2026-01-05T14:00'],
    ['every 2 weeks Mon 09:00 from 2026-01-05', '2026-01-05T14:00', '2026-01-19T14:00'],
    ['every 2 weeks Mon 09:00 from 2026-01-05', '2026-03-02T14:00', '2026-03-16T13:00'],
    ['every 2 weeks Mon 09:00 from 2026-01-07', '2026-01-07T00:00', '2026-01-12T14:00'],
    ['every 2 weeks Mon 09:00 from 2027-01-04', '2026-01-07T00:00', '2027-01-04T14:00'],
    ['monthly 1 09:00', '2026-03-01T13:59', '2026-03-01T14:00'],
    ['monthly 1 09:00', '2026-03-01T14:00', '2026-04-01T13:00'],
    ['monthly 28 09:00', '2026-12-29T00:00', '2027-01-28T14:00'],
    ['quarterly 15 10:00', '2026-02-01T00:00', '2026-04-15T14:00'],
    ['quarterly 15 10:00', '2026-10-15T14:00', '2027-01-15T15:00'],
    ['0 17 * * 4', '2026-03-05T22:00', '2026-03-12T21:00'],
    ['*/30 * * * *', '2026-03-08T06:30', '2026-03-08T07:00'],
  ])('of %s after %s is %s', (text, after, expected) => {
    expect(next(text, after)).toBe(expected);
  });

  it.each(['Sun 02:30', 'monthly 8 02:30', '30 2 * * *'])(
    'of %s in the missing hour is the first time after it',
    (text) => {
      expect(nextOccurrence(text, NEW_YORK, utc('2026-03-08T00:00'))).toEqual({
        at: utc('2026-03-08T07:00'),
        note: '02:30 does not exist on 2026-03-08 in America/New_York: it is 03:00',
      });
    },
  );

  it.each(['Sun 01:30', 'monthly 1 01:30', '30 1 * * *'])('of %s in the repeated hour comes once', (text) => {
    const first = nextOccurrence(text, NEW_YORK, utc('2026-11-01T00:00'));
    const second = nextOccurrence(text, NEW_YORK, first.at);

    expect(first.at).toBe(utc('2026-11-01T05:30'));
    expect(first.note).toContain('comes twice');
    expect(second.at).toBeGreaterThan(utc('2026-11-01T07:00'));
  });

  it('goes on when it is asked for between the two', () => {
    expect(next('30 1 * * *', '2026-11-01T06:00')).toBe('2026-11-02T06:30');
  });
});

describe('a calendar', () => {
  it.each([
    ['0 9 13 * 5', 'a day of the month and a day of the week'],
    ['monthly 31 09:00', 'not every month has a day 31'],
    ['Thursday 17:00', 'is no calendar'],
    ['Thu 5pm', 'is no calendar'],
    ['Thu 24:00', 'is no calendar'],
    ['every 0 weeks Mon 09:00 from 2026-01-05', 'every 1 weeks'],
    ['every 2 weeks Mon 09:00', 'is no calendar'],
    ['every 2 weeks Mon 09:00 from 2026-02-30', 'is no date'],
    ['0 0 30 2 *', 'never happens'],
    ['61 * * * *', 'is no cron text'],
  ])('%s is refused', (text, message) => {
    expect(calendarProblem(text)).toContain(message);
    expect(calendarProblem(text)).toContain(`\`${text}\``);
  });

  it.each([
    ['Thu 17:00', '0 17 * * 4'],
    ['Sun 09:05', '5 9 * * 0'],
    ['monthly 1 09:00', '0 9 1 * *'],
    ['quarterly 15 10:00', '0 10 15 1,4,7,10 *'],
    ['*/5 * * * *', '*/5 * * * *'],
  ])('%s wakes a timer as %s', (text, cron) => {
    expect(cronOf(text)).toBe(cron);
  });
});
