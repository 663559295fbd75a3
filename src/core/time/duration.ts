const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

const WORDS = /^(?:\d+[smhdw])+$/;

/** Milliseconds of `15m` or `1h30m`; undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  if (!WORDS.test(text)) return undefined;
  return [...text.matchAll(/(\d+)([smhdw])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0),
    0,
  );
}

/** `1h 30m`, `45s`, `812 ms`. Seconds are left out from one hour on, everything below a minute from one day on. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const smallest = ms < 3_600_000 ? 1_000 : 60_000;
  let rest = Math.round(ms / smallest) * smallest;
  const parts: string[] = [];
  for (const unit of ['d', 'h', 'm', 's']) {
    const size = UNITS[unit] ?? 1;
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * size;
  }
  return parts.join(' ');
}
