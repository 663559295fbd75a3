import { describe, expect, it } from '@jest/globals';
import { formatMeasure, holds, readLimit } from '../../../src/core/playbook/limit.ts';
import type { Limit } from '../../../src/core/playbook/playbook.ts';

function limit(text: string): Limit {
  const read = readLimit(text);
  if (typeof read === 'string') throw new Error(read);
  return read;
}

describe('a limit', () => {
  it.each([
    ['p95 < 800ms', { measure: 'p95', op: '<', value: 800, baseline: false }],
    ['time < 3s', { value: 3_000 }],
    ['coverage >= 80%', { op: '>=', value: 0.8 }],
    ['error-rate < 7%', { value: 0.07 }],
    ['size <= 2GB', { op: '<=', value: 2e9 }],
    ['latency > 1.5x baseline', { value: 1.5, baseline: true }],
    ['server-errors <= 10 per 5m', { value: 10, perMs: 300_000 }],
    ['downtime = 0m', { op: '=', value: 0 }],
  ])('%s is kept as it is written', (text, expected) => {
    expect(limit(text)).toMatchObject({ ...expected, text });
  });

  it.each(['< 800ms', 'p95 <> 800ms', 'p95 == 1', 'p95 < 1 2', 'p95 < ', 'P95 < 1', 'p95 < 1x'])(
    '%j is none',
    (text) => {
      expect(readLimit(text)).toContain('is no limit');
    },
  );
});

describe('holding a limit against what was seen', () => {
  it.each([
    ['p95 < 800ms', 799.9, 'pass'],
    ['p95 < 800ms', 800, 'fail'],
    ['p95 <= 800ms', 800, 'pass'],
    ['p95 <= 800ms', 800.1, 'fail'],
    ['p95 > 800ms', 800, 'fail'],
    ['p95 >= 800ms', 800, 'pass'],
    ['p95 = 0ms', 0, 'pass'],
    ['p95 < 800ms', Number.NaN, 'unknown'],
  ])('%s with %d: %s', (text, value, outcome) => {
    expect(holds(limit(text), { p95: value }).outcome).toBe(outcome);
  });

  it('tells the value seen and the limit', () => {
    expect(holds(limit('p95 < 800ms'), { p95: 812.34 }).note).toBe('p95 is 812.3 ms, the limit is p95 < 800ms');
    expect(holds(limit('error-rate < 1%'), { 'error-rate': 0.0251 }).note).toBe(
      'error-rate is 2.51%, the limit is error-rate < 1%',
    );
  });

  it('is unknown when nobody measured', () => {
    expect(holds(limit('p95 < 800ms'), {})).toEqual({ outcome: 'unknown', note: 'p95 is not known (p95 < 800ms)' });
  });

  it('compares with what was there before the deploy', () => {
    const slower = limit('latency > 1.5x baseline');

    expect(holds(slower, { latency: 151 }, { latency: 100 })).toEqual({
      outcome: 'pass',
      note: 'latency is 151 ms (100 ms before the deploy), the limit is latency > 1.5x baseline',
    });
    expect(holds(slower, { latency: 150 }, { latency: 100 }).outcome).toBe('fail');
    expect(holds(slower, { latency: 151 }, {}).outcome).toBe('unknown');
    expect(holds(slower, { latency: 151 }).outcome).toBe('unknown');
  });
});

it.each([
  ['latency', 812, '', '812 ms'],
  ['latency', 2_500, '', '2.5 s'],
  ['downtime', 5_400_000, '', '1h 30m'],
  ['error-rate', 0.013, '', '1.3%'],
  ['reports', 3, '', '3'],
  ['passed', 1, 'passed = 100%', '100%'],
])('%s of %d reads in its own unit', (measure, value, text, expected) => {
  expect(formatMeasure(measure, value, text)).toBe(expected);
});

describe('a limit against the baseline', () => {
  it.each([
    ['times below 20 ms differ by chance', 'latency > 1.5x baseline', { latency: 11 }, { latency: 1.4 }, 'fail'],
    ['a slow answer is slow whatever was before', 'latency > 1.5x baseline', { latency: 31 }, { latency: 1.4 }, 'pass'],
    ['times above it are compared as they are', 'latency > 1.5x baseline', { latency: 61 }, { latency: 40 }, 'pass'],
    ['shares have no such floor', 'error-rate > 5x baseline', { 'error-rate': 0.06 }, { 'error-rate': 0.01 }, 'pass'],
    ['without a baseline nobody knows', 'latency > 1.5x baseline', { latency: 61 }, {}, 'unknown'],
  ] as const)('%s', (_name, text, measures, baseline, outcome) => {
    expect(holds(limit(text), measures, baseline).outcome).toBe(outcome);
  });
});
