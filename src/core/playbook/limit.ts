import { formatDuration, parseDuration } from '../time/duration.ts';
import type { Limit } from './playbook.ts';

const LIMIT =
  /^(?<measure>[a-z][a-z0-9-]*) (?<op><=|>=|<|>|=) (?<number>\d+(?:\.\d+)?)\s?(?<unit>ms|s|m|h|d|%|KB|MB|GB|x baseline)?(?: per (?<per>\S+))?$/;

const FACTORS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  '%': 0.01,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
};

/** A limit, or why the text is none. */
export function readLimit(text: string): Limit | string {
  const { measure, op, number, unit, per } = LIMIT.exec(text.trim())?.groups ?? {};
  if (measure === undefined || !isOperator(op)) {
    return `\`${text}\` is no limit: write a measure, one of \`< <= > >= =\` and a number, like \`p95 < 800ms\``;
  }
  const perMs = per === undefined ? undefined : parseDuration(per);
  if (per !== undefined && perMs === undefined) return `\`${text}\`: \`${per}\` is no duration like \`5m\``;
  return {
    measure,
    op,
    // Rounded, so that 7 % is the 0.07 that people compare with and not 0.07000000000000001.
    value: Number((Number(number) * (FACTORS[unit ?? ''] ?? 1)).toPrecision(12)),
    baseline: unit === 'x baseline',
    ...(perMs !== undefined && { perMs }),
    text: text.trim(),
  };
}

function isOperator(text: string | undefined): text is Limit['op'] {
  return text === '<' || text === '<=' || text === '>' || text === '>=' || text === '=';
}

export interface Verdict {
  /** `pass`: the limit, read as a sentence, is true. `unknown`: a value is missing; never a pass. */
  readonly outcome: 'pass' | 'fail' | 'unknown';
  /** Plain text with the value seen: `p95 is 812 ms, the limit is p95 < 800ms`. */
  readonly note: string;
}

type Measures = Readonly<Record<string, number>>;

/** Holds a limit against what was measured, and against what was measured before the deploy. */
export function holds(limit: Limit, measures: Measures, baseline?: Measures): Verdict {
  const value = known(measures[limit.measure]);
  if (value === undefined) return { outcome: 'unknown', note: `${limit.measure} is not known (${limit.text})` };
  const before = limit.baseline ? floored(limit.measure, known(baseline?.[limit.measure])) : 1;
  if (before === undefined) {
    return { outcome: 'unknown', note: `${limit.measure} before the deploy is not known (${limit.text})` };
  }
  const seen = `${limit.measure} is ${formatMeasure(limit.measure, value, limit.text)}`;
  const compared = limit.baseline ? ` (${formatMeasure(limit.measure, before, limit.text)} before the deploy)` : '';
  return {
    outcome: isTrue(value, limit.op, limit.value * before) ? 'pass' : 'fail',
    note: `${seen}${compared}, the limit is ${limit.text}`,
  };
}

/** Below this, times differ by chance: three times one millisecond is no slower application. */
const SMALLEST_TIME_MS = 20;

function floored(measure: string, before: number | undefined): number | undefined {
  return before !== undefined && TIMES.has(measure) ? Math.max(before, SMALLEST_TIME_MS) : before;
}

function known(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

function isTrue(value: number, op: Limit['op'], bound: number): boolean {
  switch (op) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    case '=':
      return value === bound;
  }
}

const TIMES = new Set(['latency', 'time', 'p50', 'p95', 'p99', 'downtime', 'duration']);
const SHARES = new Set(['error-rate', 'cpu', 'memory', 'coverage']);

/** `812 ms`, `2.5%`, `3`: in the unit of the limit it is compared with, else in the unit that the measure has. */
export function formatMeasure(measure: string, value: number, text = ''): string {
  if (/\d\s?%/.test(text) || SHARES.has(measure)) return `${Number((value * 100).toFixed(2))}%`;
  if (/\d\s?(?:ms|s|m|h|d)(?: |$)/.test(text) || TIMES.has(measure)) {
    return value < 1_000 ? `${Number(value.toFixed(1))} ms` : formatSeconds(value);
  }
  return String(Number(value.toFixed(2)));
}

function formatSeconds(ms: number): string {
  return ms < 60_000 ? `${Number((ms / 1_000).toFixed(2))} s` : formatDuration(ms);
}
