export const ALERT_SOURCES = ['dependabot', 'code-scanning', 'secret-scanning'] as const;

export type AlertSource = (typeof ALERT_SOURCES)[number];

export interface Alert {
  readonly number: number;
  readonly state: 'open' | 'fixed' | 'dismissed';
  /** Null for what has none, as some code scanning rules. */
  readonly severity: string | null;
  readonly title: string;
}

/** Security alerts; undefined where a source is switched off. */
export type Alerts = Map<AlertSource, readonly Alert[] | undefined>;

/** All three switched on, with nothing found. */
export function noAlerts(): Alerts {
  return new Map(ALERT_SOURCES.map((source) => [source, []]));
}
