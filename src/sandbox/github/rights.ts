/** GitHub's own names of what a token may be allowed to do. */
export const RIGHTS = [
  'metadata',
  'contents',
  'pull_requests',
  'issues',
  'statuses',
  'checks',
  'actions',
  'deployments',
  'environments',
  'administration',
  'workflows',
  'merge_queues',
  'members',
  'vulnerability_alerts',
  'security_events',
  'secret_scanning_alerts',
] as const;

export type Right = (typeof RIGHTS)[number];
export type Level = 'none' | 'read' | 'write';

/** May be changed at any time. */
export type Rights = Record<Right, Level>;

const LEVELS: readonly Level[] = ['none', 'read', 'write'];

export const isEnough = (has: Level, wanted: Level): boolean => LEVELS.indexOf(has) >= LEVELS.indexOf(wanted);

export function allRights(level: Level): Rights {
  return {
    metadata: 'read',
    contents: level,
    pull_requests: level,
    issues: level,
    statuses: level,
    checks: level,
    actions: level,
    deployments: level,
    environments: level,
    administration: level,
    workflows: level,
    merge_queues: level,
    members: 'read',
    vulnerability_alerts: 'read',
    security_events: 'read',
    secret_scanning_alerts: 'read',
  };
}

export function rightNamed(name: string): Right | undefined {
  return RIGHTS.find((right) => right === name);
}

export function levelNamed(name: unknown): Level | undefined {
  return LEVELS.find((level) => level === name);
}
