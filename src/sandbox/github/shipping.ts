import type { Environment } from './actions/environments.ts';
import type { Run } from './actions/run.ts';
import { Runs } from './actions/runs.ts';
import { shownRun } from './actions/shown.ts';
import { type Alerts, noAlerts } from './alerts.ts';
import type { Deployment } from './deployments.ts';
import type { Events } from './events.ts';
import type { Release } from './releases.ts';
import type { World } from './world.ts';

/** What there is around the code: what runs, where it goes, what is published and what is found wrong. */
export interface Shipping {
  readonly runs: Runs;
  /** By name. */
  readonly environments: Map<string, Environment>;
  readonly deployments: Map<number, Deployment>;
  readonly releases: Map<number, Release>;
  readonly alerts: Alerts;
}

export interface ShippingParts extends Pick<World, 'repository' | 'urls' | 'machine'> {
  readonly events: Events;
  readonly signal: AbortSignal;
}

export function createShipping(parts: ShippingParts): Shipping {
  const environments = new Map<string, Environment>();
  const runs = new Runs({
    machine: parts.machine,
    manners: { queueMs: 0, jobMs: 0, listLagMs: 0, refusesRunDetails: undefined },
    isGuarded: (name) => (environments.get(name)?.reviewers.length ?? 0) > 0,
    onChange: (run, before) => tell(parts, run, before),
    signal: parts.signal,
  });
  return { runs, environments, deployments: new Map(), releases: new Map(), alerts: noAlerts() };
}

const ACTIONS = { queued: 'requested', in_progress: 'in_progress', completed: 'completed' } as const;

/** A run that waits is not told as a run, but as a review that somebody is asked for. */
function tell(parts: ShippingParts, run: Run, before: Run | undefined): void {
  const { events } = parts;
  const by = run.actor;
  const shown = { workflow_run: shownRun(parts, run) };
  if (run.status === 'waiting') {
    const environment = run.jobs.find(({ status }) => status === 'waiting')?.environment;
    events.emit({ name: 'deployment_review', by, payload: { action: 'requested', environment, ...shown } });
  } else if (run.status !== before?.status) {
    events.emit({ name: 'workflow_run', by, payload: { action: ACTIONS[run.status], ...shown } });
  }
}
