import { expect, it } from '@jest/globals';
import { measureShots, measureTimes, percentile, shotOf } from '../../src/checks/_measure.ts';

const TEN = [10, 1, 2, 3, 4, 5, 6, 7, 8, 9];

it.each([
  [[], 0.5, undefined],
  [[7], 0.99, 7],
  [TEN, 0.5, 5],
  [TEN, 0.95, 10],
  [TEN, 0.9, 9],
])('of %j the share %d is a value that was really seen: %j', (values, share, expected) => {
  expect(percentile(values, share)).toBe(expected);
});

it('takes the slowest answer for the time', () => {
  expect(measureTimes(TEN)).toEqual({ time: 10, p50: 5, p95: 10, p99: 10 });
});

it('leaves out what nothing was measured for: that is unknown, not zero', () => {
  expect(measureTimes([])).toEqual({});
  expect(measureShots([])).toEqual({});
  expect(measureShots([{ ok: false }])).toEqual({ 'error-rate': 1 });
});

it('takes the mean of good answers for the latency and the share of bad ones for the error rate', () => {
  expect(measureShots([{ ok: true, ms: 10 }, { ok: true, ms: 30 }, { ok: false }, { ok: false }])).toEqual({
    latency: 20,
    'error-rate': 0.5,
  });
});

it.each([
  ['a host that hangs up', { answered: false, down: true, why: 'ECONNRESET' }, { ok: false }],
  ['a name that can not be looked up', { answered: false, down: false, why: 'EAI_AGAIN' }, undefined],
] as const)('makes of %s what it proves', (_what, probe, shot) => {
  expect(shotOf(probe)).toEqual(shot);
});
