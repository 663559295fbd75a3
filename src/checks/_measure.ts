import type { Probe } from './_probe.ts';

/** One request as a watch keeps it: whether it went well, and how long a good answer took. */
export interface Shot {
  readonly ok: boolean;
  /** Milliseconds; absent when there was no good answer. */
  readonly ms?: number | undefined;
}

/** What a probe says about the other side; nothing when nobody can tell. */
export function shotOf(probe: Probe): Shot | undefined {
  if (probe.answered) return probe.ok ? { ok: true, ms: probe.ms } : { ok: false };
  return probe.down ? { ok: false } : undefined;
}

/**
 * `error-rate` as a fraction, `latency` as the mean of the good answers in milliseconds. What nothing was measured for
 * is left out: it is unknown, not zero.
 */
export function measureShots(shots: readonly Shot[]): Readonly<Record<string, number>> {
  const times = shots.flatMap(({ ms }) => (ms === undefined ? [] : [ms]));
  return {
    ...(shots.length > 0 && { 'error-rate': shots.filter(({ ok }) => !ok).length / shots.length }),
    ...(times.length > 0 && { latency: times.reduce((sum, ms) => sum + ms, 0) / times.length }),
  };
}

/** The value that this share of the values does not exceed: nearest rank, so that it is one that was really seen. */
export function percentile(values: readonly number[], share: number): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)];
}

/** `time` is the slowest answer, so that a limit on it holds for all of them. */
export function measureTimes(times: readonly number[]): Readonly<Record<string, number>> {
  if (times.length === 0) return {};
  return {
    time: Math.max(...times),
    p50: percentile(times, 0.5) ?? 0,
    p95: percentile(times, 0.95) ?? 0,
    p99: percentile(times, 0.99) ?? 0,
  };
}
