/** A record that something was deployed. */
export interface Deployment {
  readonly id: number;
  readonly ref: string;
  readonly sha: string;
  readonly environment: string;
  readonly production: boolean;
  readonly description: string;
  /** As it was sent: an object, or a text. */
  readonly payload: unknown;
  readonly creator: string;
  /** Oldest first. */
  readonly statuses: readonly DeploymentStatus[];
  /** Machine time. */
  readonly createdAt: number;
}

export interface DeploymentStatus {
  readonly id: number;
  readonly state: string;
  readonly description: string;
  readonly url: string;
  readonly creator: string;
  /** Machine time. */
  readonly at: number;
}

export const DEPLOYMENT_STATES: readonly string[] = [
  'error',
  'failure',
  'inactive',
  'in_progress',
  'queued',
  'pending',
  'success',
];
