export type AlertSource = 'dependabot' | 'code-scanning' | 'secret-scanning';

/** Security alerts. Throws when they are switched off or can't be read: that is unknown, and never zero. */
export interface Alerts {
  open(source: AlertSource): Promise<readonly Alert[]>;
}

export interface Alert {
  readonly severity: 'low' | 'medium' | 'high' | 'critical' | 'unknown';
  readonly title: string;
  readonly url: string;
}
