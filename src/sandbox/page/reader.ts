import { formatInTimeZone } from 'date-fns-tz';
import type { Workspace } from '../slack/workspace.ts';
import type { Emoji } from './library.ts';

/** Who looks at the page, and when: people see times in their own zone. */
export interface Reader {
  readonly workspace: Workspace;
  readonly zone: string;
  /** Business time. */
  readonly now: number;
  readonly emoji: Emoji;
}

const DAY_MS = 86_400_000;

/** Fills the tokens of a `<!date^…>` for this reader; an unknown token stays as it is. */
export function formatDate(at: number, pattern: string, { zone, now }: Pick<Reader, 'zone' | 'now'>): string {
  const show = (format: string): string => formatInTimeZone(at, zone, format);
  const pretty = (otherwise: string): string => nearDay(at, now, zone) ?? show(otherwise);
  const tokens: Readonly<Record<string, () => string>> = {
    date_num: () => show('yyyy-MM-dd'),
    date_slash: () => show('dd/MM/yyyy'),
    date: () => show('MMMM do, yyyy'),
    date_pretty: () => pretty('MMMM do, yyyy'),
    date_short: () => show('MMM d, yyyy'),
    date_short_pretty: () => pretty('MMM d'),
    date_long: () => show('EEEE, MMMM do, yyyy'),
    date_long_pretty: () => pretty('EEEE, MMMM do'),
    date_long_full: () => show('EEEE, MMMM d, yyyy'),
    day_divider_pretty: () => pretty('EEEE, MMMM do'),
    time: () => show('h:mm a'),
    time_secs: () => show('h:mm:ss a'),
    ago: () => ago(now - at),
  };
  return pattern.replace(/\{(\w+)\}/g, (whole, token: string) => tokens[token]?.() ?? whole);
}

function nearDay(at: number, now: number, zone: string): string | undefined {
  const day = (instant: number): number => Date.parse(formatInTimeZone(instant, zone, 'yyyy-MM-dd')) / DAY_MS;
  return { '-1': 'yesterday', '0': 'today', '1': 'tomorrow' }[String(day(at) - day(now))];
}

function ago(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const [count, unit] = minutes < 60 ? [minutes, 'minute'] : [Math.round(minutes / 60), 'hour'];
  const text = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return ms >= 0 ? `${text} ago` : `in ${text}`;
}
