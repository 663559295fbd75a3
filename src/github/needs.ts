import type { Phase, Playbook, Step } from '../core/playbook/playbook.ts';
import type { FreezeMode } from '../core/repository/guard.ts';

/** As GitHub's settings call it, and as its API does. */
export const RIGHT_KEYS = {
  Contents: 'contents',
  'Pull requests': 'pull_requests',
  'Commit statuses': 'statuses',
  Checks: 'checks',
  Actions: 'actions',
  Deployments: 'deployments',
  Administration: 'administration',
  Issues: 'issues',
  'Dependabot alerts': 'vulnerability_alerts',
  'Code scanning alerts': 'security_events',
  'Secret scanning alerts': 'secret_scanning_alerts',
} as const;

export type Right = keyof typeof RIGHT_KEYS;

type Level = 'read' | 'write';
type Rights = readonly (readonly [Right, Level])[];

export interface Need {
  readonly right: Right;
  readonly level: Level;
  /** What in the playbook asks for it: kinds of steps and checks, `freeze`. */
  readonly why: readonly string[];
}

const BY_STEP: Readonly<Record<string, Rights>> = {
  branch: [['Contents', 'write']],
  bump: [['Contents', 'write']],
  notes: [
    ['Contents', 'write'],
    ['Pull requests', 'read'],
  ],
  'pull-request': [
    ['Contents', 'read'],
    ['Pull requests', 'write'],
  ],
  merge: [
    ['Contents', 'write'],
    ['Pull requests', 'write'],
  ],
  tag: [['Contents', 'write']],
  'delete-branch': [['Contents', 'write']],
  workflow: [['Actions', 'write']],
  deployment: [
    ['Contents', 'read'],
    ['Deployments', 'write'],
  ],
};

const BY_CHECK: Readonly<Record<string, Rights>> = {
  ci: [
    ['Contents', 'read'],
    ['Checks', 'read'],
    ['Commit statuses', 'read'],
  ],
  commits: [['Contents', 'read']],
  merged: [
    ['Issues', 'read'],
    ['Pull requests', 'read'],
  ],
  report: [['Actions', 'read']],
  reviews: [
    ['Contents', 'read'],
    ['Pull requests', 'read'],
  ],
  workflow: [
    ['Actions', 'read'],
    ['Contents', 'read'],
  ],
};

const BY_ALERTS: Readonly<Record<string, Rights>> = {
  dependabot: [['Dependabot alerts', 'read']],
  'code-scanning': [['Code scanning alerts', 'read']],
  'secret-scanning': [['Secret scanning alerts', 'read']],
};

const TELLING: Rights = [
  ['Commit statuses', 'write'],
  ['Pull requests', 'read'],
];

const BY_MODE: Readonly<Record<FreezeMode, Rights>> = {
  ruleset: [['Administration', 'write'], ...TELLING],
  lock: [['Administration', 'write'], ...TELLING],
  status: TELLING,
  announce: [],
};

/** A pull request that is let through is merged by Shipmate. */
const EXCEPTIONS: Rights = [
  ['Contents', 'write'],
  ['Pull requests', 'write'],
];

/** What a playbook asks of GitHub: each right once, at the higher level. */
export function needsOf(playbook: Playbook): readonly Need[] {
  const needs = new Map<Right, Need>();
  for (const [why, rights] of askers(playbook)) {
    for (const [right, level] of rights) {
      const known = needs.get(right);
      const isWrite = level === 'write' || known?.level === 'write';
      const whys = [...new Set([...(known?.why ?? []), why])];
      needs.set(right, { right, level: isWrite ? 'write' : 'read', why: whys });
    }
  }
  return [...needs.values()];
}

function askers({ phases, rollback, checks, freeze }: Playbook): readonly (readonly [string, Rights])[] {
  const steps = [...phases, ...(rollback?.phases ?? [])].flatMap(stepsOf);
  const asksCi = steps.some(({ spec }) => JSON.stringify(spec).includes('"ci/'));
  return [
    ...(freeze ? [['freeze', BY_MODE[freeze.mode]] as const] : []),
    ...(freeze?.exceptions && freeze.mode !== 'announce' ? [['exceptions', EXCEPTIONS] as const] : []),
    ...steps.map(({ kind }) => [kind, BY_STEP[kind] ?? []] as const),
    ...(asksCi ? [['ci', BY_CHECK.ci ?? []] as const] : []),
    ...Object.values(checks).map(({ kind, settings }) => [kind, rightsOfCheck(kind, settings.value)] as const),
  ];
}

const stepsOf = ({ steps }: Phase): readonly Step[] => steps.flatMap((step) => [step, ...step.steps]);

function rightsOfCheck(kind: string, value: unknown): Rights {
  if (kind !== 'alerts') return BY_CHECK[kind] ?? [];
  return [value].flat().flatMap((source) => BY_ALERTS[String(source)] ?? []);
}
