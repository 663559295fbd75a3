import { describe, expect, it } from '@jest/globals';
import { isInside, nextInside, spanProblem, windowAt } from '../../../src/core/time/span.ts';

const NEW_YORK = 'America/New_York';

const utc = (text: string): number => Date.parse(`${text}Z`);

const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString().slice(0, 16);

describe('a span', () => {
  it.each([
    ['Fri 13:00-17:00', '2026-03-06T18:00', true],
    ['Fri 13:00-17:00', '2026-03-06T17:59', false],
    ['Fri 13:00-17:00', '2026-03-06T22:00', false],
    ['Fri 17:00-24:00', '2026-03-07T04:59', true],
    ['Sat-Sun', '2026-03-07T05:00', true],
    ['Sat-Sun', '2026-03-09T03:59', true],
    ['Sat-Sun', '2026-03-09T04:00', false],
    ['Fri-Mon', '2026-03-09T12:00', true],
    ['Fri-Mon', '2026-03-10T12:00', false],
    ['09:00-17:00', '2026-03-08T14:00', true],
    ['2026-12-20..2027-01-03', '2027-01-04T04:59', true],
    ['2026-12-20..2027-01-03', '2027-01-04T05:00', false],
    ['2026-12-25', '2026-12-25T17:00', true],
  ])('%s at %s UTC: %s', (span, at, inside) => {
    expect(isInside(span, NEW_YORK, utc(at))).toBe(inside);
  });

  it.each([
    ['Fri 17:00-13:00', 'ends before it begins'],
    ['2027-01-03..2026-12-20', 'ends before it begins'],
    ['2026-02-30', 'not in the calendar'],
    ['Friday', 'is no span'],
    ['', 'is no span'],
  ])('%j is refused', (span, message) => {
    expect(spanProblem(span)).toContain(message);
  });

  it.each([
    ['Fri 13:00-17:00', '2026-03-06T18:30', '2026-03-06T18:30', 'now'],
    ['Fri 13:00-17:00', '2026-03-06T22:00', '2026-03-13T17:00', 'in a week, in summer time'],
    ['Sun 02:00-04:00', '2026-03-07T12:00', '2026-03-08T07:00', 'behind the gap'],
    ['Sun 01:30-03:00', '2026-10-31T12:00', '2026-11-01T05:30', 'the first of two'],
  ])('%s is next entered, from %s on, at %s: %s', (span, at, expected) => {
    expect(iso(nextInside(span, NEW_YORK, utc(at)))).toBe(expected);
  });

  it('that lies behind us is never entered again', () => {
    expect(nextInside('2026-01-01..2026-01-02', NEW_YORK, utc('2026-03-01T00:00'))).toBeUndefined();
  });
});

describe('the window of a target', () => {
  const window = {
    allow: ['Fri 13:00-17:00'],
    refuse: [
      { span: 'Sat-Sun', why: 'nobody is on duty' },
      { span: '2026-03-13', why: 'a holiday' },
    ],
  };

  it('is open inside', () => {
    expect(windowAt(window, NEW_YORK, utc('2026-03-06T19:00'))).toMatchObject({ open: true, why: '' });
  });

  it('tells why it is closed, and opens at the next time that nothing refuses', () => {
    const state = windowAt(window, NEW_YORK, utc('2026-03-07T19:00'));

    expect(state).toMatchObject({ open: false, why: 'Sat-Sun: nobody is on duty' });
    expect(iso(state.next)).toBe('2026-03-20T17:00');
  });

  it('names what is allowed when nothing in particular refuses', () => {
    expect(windowAt(window, NEW_YORK, utc('2026-03-04T19:00')).why).toBe('only Fri 13:00-17:00 is allowed');
  });

  it('without `allow` is open whenever nothing refuses', () => {
    const refusing = { allow: [], refuse: [{ span: 'Sat-Sun', why: 'nobody is on duty' }] };

    expect(windowAt(refusing, NEW_YORK, utc('2026-03-06T19:00')).open).toBe(true);
    expect(iso(windowAt(refusing, NEW_YORK, utc('2026-03-08T02:00')).next)).toBe('2026-03-09T04:00');
  });
});
