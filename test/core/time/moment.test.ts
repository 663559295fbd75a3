import { describe, expect, it } from '@jest/globals';
import { atProblem, dueProblem, resolveAt, resolveDue } from '../../../src/core/time/moment.ts';

const NEW_YORK = 'America/New_York';

const utc = (text: string): number => Date.parse(`${text}Z`);

const iso = (at: number): string => new Date(at).toISOString().slice(0, 16);

describe('`at`, counted from the slot', () => {
  it.each([
    ['Fri 14:00', '2026-03-05T22:00', '2026-03-06T19:00', 'the day after'],
    ['Thu 17:00', '2026-03-05T22:00', '2026-03-05T22:00', 'the slot itself'],
    ['Thu 16:59', '2026-03-05T22:00', '2026-03-12T20:59', 'a week later, in summer time by then'],
    ['Mon 09:00', '2026-03-05T22:00', '2026-03-09T13:00', 'over the clock change'],
    ['week 1 Fri 14:00', '2026-03-05T22:00', '2026-03-06T19:00', 'the week of the slot'],
    ['week 2 Mon 09:00', '2026-03-02T14:00', '2026-03-09T13:00', 'the second week'],
    ['week 2 Sun 09:00', '2026-03-08T13:00', '2026-03-15T13:00', 'weeks end on Sunday'],
    ['week 1 Mon 09:00', '2026-03-05T22:00', '2026-03-02T14:00', 'a day that is over'],
  ])('%s from %s is %s: %s', (text, slot, expected) => {
    expect(iso(resolveAt(text, NEW_YORK, utc(slot)).at)).toBe(expected);
  });

  it('says that a time does not exist', () => {
    expect(resolveAt('Sun 02:30', NEW_YORK, utc('2026-03-05T22:00'))).toEqual({
      at: utc('2026-03-08T07:00'),
      shifted: true,
      repeated: false,
    });
  });

  it('refuses a window, which nothing chooses yet', () => {
    expect(atProblem('window - 1h')).toContain('nothing here executes yet');
  });

  it.each(['14:00', 'Friday 14:00', 'Fri 25:00', 'week 0 Mon 09:00', ''])('%j is none', (text) => {
    expect(atProblem(text)).toContain('is no time');
  });
});

describe('`due`, counted from the start', () => {
  it.each([
    ['15m', '2026-03-06T14:00', '2026-03-06T14:15', 'elapsed time'],
    ['2h', '2026-03-08T06:00', '2026-03-08T08:00', 'elapsed time over the clock change'],
    ['3d', '2026-03-06T21:00', '2026-03-09T20:00', 'the same time of day'],
    ['1w', '2026-10-29T20:00', '2026-11-05T21:00', 'the same time of day, back in winter'],
    ['1d 10:00', '2026-03-06T21:00', '2026-03-07T15:00', 'a time on the next day'],
    ['0d 18:00', '2026-03-06T21:00', '2026-03-06T23:00', 'a time on the same day'],
    ['Fri 15:00', '2026-03-06T14:00', '2026-03-06T20:00', 'a time today'],
    ['1d12h', '2026-03-06T14:00', '2026-03-08T02:00', 'mixed units are elapsed time'],
  ])('%s from %s is %s: %s', (text, start, expected) => {
    expect(iso(resolveDue(text, NEW_YORK, utc(start)).at)).toBe(expected);
  });

  it.each(['soon', '1d 25:00', '', '10:00'])('%j is none', (text) => {
    expect(dueProblem(text)).toContain('is no deadline');
  });
});
