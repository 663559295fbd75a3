import type { Phase, Playbook, Step } from '../../src/core/playbook/playbook.ts';
import type { Ask } from '../../src/core/release/ask.ts';
import type { PlannedPhase, PlannedStep } from '../../src/core/release/plan.ts';
import type { ReleaseView, RunView, StepState } from '../../src/core/release/release.ts';
import { NO_CODE } from './no-code.ts';

/** 2026-03-12 21:00 UTC, a Thursday. */
export const THURSDAY = Date.UTC(2026, 2, 12, 21);

export function aPlannedStep(id: string, kind: string, more: Partial<PlannedStep> = {}): PlannedStep {
  return {
    id,
    kind,
    title: `${kind} ${id}`,
    owner: 'devops',
    spec: { value: id },
    remind: [],
    onFail: 'pause',
    retryFrom: id,
    once: false,
    whenLate: 'run',
    skip: ['lead'],
    steps: [],
    ...more,
  };
}

export function aPlannedPhase(
  title: string,
  steps: readonly PlannedStep[],
  more: Partial<PlannedPhase> = {},
): PlannedPhase {
  return { title, owner: 'devops', standby: [], remind: [], steps, ...more };
}

export function aPlaybook(more: Partial<Playbook> = {}): Playbook {
  const noSteps: readonly Step[] = [];
  const phases: readonly Phase[] = [
    { title: 'Freeze', owner: 'lead', standby: [], remind: [], only: [], except: [], steps: noSteps },
  ];
  return {
    playbook: 'kars-weekly',
    title: 'KARS weekly',
    timezone: 'America/New_York',
    repository: 'humac/kars',
    owner: 'devops',
    about: { links: {} },
    branches: { work: { pattern: 'develop' } },
    ...NO_CODE,
    types: { weekly: aType({ opens: 'Thu 17:00' }) },
    roles: {
      lead: aRole('U0ROSA'),
      qa: aRole('U0QUINN', 'U0IRIS'),
      devops: aRole('U0DEVON'),
      commander: aRole('U0IGOR'),
    },
    permissions: { start: ['lead'], skip: ['lead'], cancel: ['lead'] },
    remind: [],
    channels: { main: { slack: 'releases', hears: [] } },
    targets: {},
    conditions: {},
    checks: {},
    phases,
    followUps: [],
    messages: {},
    guides: {},
    ...more,
  };
}

export function aType(more: Partial<Playbook['types'][string]> = {}): Playbook['types'][string] {
  return { lineage: [], bump: 'minor', urgent: false, mayStart: ['lead'], overlap: 'ask', criteria: {}, ...more };
}

export function aRole(...people: readonly string[]): Playbook['roles'][string] {
  return { people, deputies: [] };
}

export function aStep(id: string, more: Partial<StepState> = {}): StepState {
  return {
    id,
    kind: 'manual',
    title: id,
    phase: 0,
    parent: null,
    owner: 'devops',
    status: 'pending',
    round: 1,
    note: '',
    ask: null,
    until: null,
    deadline: null,
    startedAt: null,
    endedAt: null,
    output: {},
    ...more,
  };
}

export function aRun(steps: readonly StepState[], more: Partial<RunView> = {}): RunView {
  return {
    id: 'main',
    status: 'running',
    ownPhases: null,
    reason: null,
    toVersion: null,
    startedAt: THURSDAY,
    endedAt: null,
    steps,
    ...more,
  };
}

export function anAsk(more: Partial<Ask> = {}): Ask {
  return {
    question: 'Does it work?',
    of: ['qa'],
    answers: [
      { verb: 'give', label: 'Sign off', style: 'primary', of: ['qa'] },
      {
        verb: 'reject',
        label: 'Reject',
        style: 'danger',
        of: ['qa'],
        fields: [{ name: 'reason', label: 'Reason', kind: 'text' }],
      },
    ],
    ...more,
  };
}

/** `KARS weekly 1.5.0`: freeze done, staging deployed and waiting for QA, production to come on Friday. */
export function aReleaseView(more: Partial<ReleaseView> = {}): ReleaseView {
  const phases = [
    aPlannedPhase('Freeze', [aPlannedStep('freeze', 'freeze')]),
    aPlannedPhase('Staging', [
      aPlannedStep('staging', 'deploy'),
      aPlannedStep('qa-sign-off', 'sign-off', { title: 'Functional sign-off' }),
    ]),
    aPlannedPhase('Production', [aPlannedStep('production', 'deploy')], { at: THURSDAY + 21 * 3_600_000 }),
  ];
  const rollback = [aPlannedPhase('Back', [aPlannedStep('back', 'deploy', { spec: { value: 'production' } })])];
  return {
    id: 'kars-17',
    plan: { playbook: aPlaybook(), type: 'weekly', slot: THURSDAY, phases, rollback },
    version: '1.5.0',
    provisional: false,
    previous: '1.4.2',
    summary: 'Asset search',
    incident: '',
    status: 'open',
    openedBy: 'U0ROSA',
    openedAt: THURSDAY,
    endedAt: null,
    hold: null,
    runs: [
      aRun([
        aStep('freeze', { kind: 'freeze', status: 'done', note: 'develop is frozen', endedAt: THURSDAY }),
        aStep('staging', {
          kind: 'deploy',
          title: 'Deploy to staging',
          phase: 1,
          status: 'done',
          note: '1.5.0 is live',
        }),
        aStep('qa-sign-off', {
          kind: 'sign-off',
          title: 'Functional sign-off',
          phase: 1,
          owner: 'qa',
          status: 'waiting',
          note: 'waits for qa',
          deadline: THURSDAY + 3_600_000,
          ask: anAsk(),
        }),
        aStep('production', { kind: 'deploy', title: 'Deploy to production', phase: 2 }),
      ]),
    ],
    frozen: ['develop'],
    guard: null,
    followUps: [],
    unsure: [],
    head: { seq: 12, hash: 'abc' },
    ...more,
  };
}

/** The same with other steps in its main run. */
export function withStep(view: ReleaseView, id: string, change: Partial<StepState>): ReleaseView {
  return {
    ...view,
    runs: view.runs.map((run) => ({
      ...run,
      steps: run.steps.map((step) => (step.id === id ? { ...step, ...change } : step)),
    })),
  };
}
