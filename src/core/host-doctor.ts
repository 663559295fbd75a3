import type { Playbook } from './playbook/playbook.ts';

/** Looks whether the repository's host grants Shipmate what a playbook asks of it. Changes nothing. */
export interface HostDoctor {
  examine(playbook: Playbook): Promise<Examination>;
}

export interface Examination {
  /** Plain lines: what is missing, each with the exact name of a right. */
  readonly problems: readonly string[];
  /** Plain lines: what can't be known without trying it. */
  readonly notes: readonly string[];
}
