import { describe, expect, it } from '@jest/globals';
import { addDays, isDate, toInstant, toLocal, weekdayOf, zoneProblem } from '../../../src/core/time/zone.ts';

const NEW_YORK = 'America/New_York';

const utc = (text: string): number => Date.parse(`${text}Z`);

describe('the zone of a playbook', () => {
  it.each(['America/New_York', 'Europe/Prague', 'Etc/UTC', 'Asia/Kolkata'])('can be %s', (zone) => {
    expect(zoneProblem(zone)).toBeUndefined();
  });

  it('can not be EST, which has two meanings', () => {
    expect(zoneProblem('EST')).toBe(
      '`EST` has two meanings: write `America/New_York` (follows daylight saving) or `America/Panama` (the same all year)',
    );
  });

  it.each(['PST', 'CET', 'GMT', 'IST', 'cest'])('can not be %s, and both meanings are zones', (zone) => {
    const meanings = [...(zoneProblem(zone) ?? '').matchAll(/write `(.+?)`.*or `(.+?)`/g)].flatMap((match) =>
      match.slice(1),
    );

    expect(meanings).toHaveLength(2);
    expect(meanings.map(zoneProblem)).toEqual([undefined, undefined]);
  });

  it.each([
    ['America/NewYork', 'America/New_York'],
    ['Prague', 'Europe/Prague'],
    ['+02:00', 'America/New_York'],
    ['EST5EDT', 'America/New_York'],
  ])('%s is refused and %s suggested', (zone, suggested) => {
    expect(zoneProblem(zone)).toContain(`is no IANA time zone: write one like \`${suggested}\``);
  });
});

describe('a local time made an instant', () => {
  it.each([
    ['in winter', '2026-03-05T17:00', '2026-03-05T22:00'],
    ['in summer', '2026-03-12T17:00', '2026-03-12T21:00'],
    ['just before the clock goes forward', '2026-03-08T01:59', '2026-03-08T06:59'],
    ['just after the clock went forward', '2026-03-08T03:00', '2026-03-08T07:00'],
    ['just after the repeated hour', '2026-11-01T02:00', '2026-11-01T07:00'],
  ])('%s', (_when, local, instant) => {
    expect(toInstant(local, NEW_YORK)).toEqual({ at: utc(instant), shifted: false, repeated: false });
  });

  it.each(['2026-03-08T02:00', '2026-03-08T02:30', '2026-03-08T02:59'])(
    '%s does not exist and becomes the first instant that does',
    (local) => {
      expect(toInstant(local, NEW_YORK)).toEqual({ at: utc('2026-03-08T07:00'), shifted: true, repeated: false });
    },
  );

  it.each([
    ['2026-11-01T01:00', '2026-11-01T05:00'],
    ['2026-11-01T01:30', '2026-11-01T05:30'],
  ])('%s comes twice and is the first one', (local, instant) => {
    expect(toInstant(local, NEW_YORK)).toEqual({ at: utc(instant), shifted: false, repeated: true });
  });

  it('knows a gap of half an hour and one of a whole day', () => {
    expect(toLocal(toInstant('2026-10-04T02:15', 'Australia/Lord_Howe').at, 'Australia/Lord_Howe')).toBe(
      '2026-10-04T02:30',
    );
    expect(toLocal(toInstant('2011-12-30T12:00', 'Pacific/Apia').at, 'Pacific/Apia')).toBe('2011-12-31T00:00');
  });
});

describe('days of the calendar', () => {
  it('go on over months, leap days and clock changes', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-03-09', -2)).toBe('2026-03-07');
  });

  it('begin their week on Monday', () => {
    expect(weekdayOf('2026-03-02')).toBe(0);
    expect(weekdayOf('2026-03-08')).toBe(6);
  });

  it.each(['2026-02-30', '2026-13-01', '26-01-01', 'today'])('%s is none', (text) => {
    expect(isDate(text)).toBe(false);
  });
});
