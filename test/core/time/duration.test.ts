import { describe, expect, it } from '@jest/globals';
import { formatDuration, parseDuration } from '../../../src/core/time/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['45s', 45_000],
    ['15m', 900_000],
    ['1h30m', 5_400_000],
    ['3d', 259_200_000],
    ['2w', 1_209_600_000],
  ])('%s is so many milliseconds', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '15', '15 m', '1.5h', 'm', '1y', '-5m', '15M'])('%j is no duration', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [812.4, '812 ms'],
    [45_000, '45s'],
    [90_500, '1m 31s'],
    [5_400_000, '1h 30m'],
    [90_000_000, '1d 1h'],
    [3_599_999, '1h'],
    [-60_000, '-1m'],
  ])('%d ms reads as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
