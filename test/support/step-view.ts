import type { Playbook, Target } from '../../src/core/playbook/playbook.ts';
import type { Answer } from '../../src/core/release/ask.ts';
import type { Fact } from '../../src/core/release/fact.ts';
import type { ReleaseInView, StepKind, StepView } from '../../src/steps/_step.ts';
import { NO_CODE } from './no-code.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** Friday 2026-03-06 14:00 in New York. */
export const START = Date.parse('2026-03-06T19:00:00Z');

export function aTarget(more: Partial<Target> = {}): Target {
  return {
    name: 'production',
    provider: 'http',
    settings: { value: 'https://deploy.example' },
    url: 'https://app.example',
    health: ['/health'],
    versionAt: '/version',
    limits: [],
    ...more,
  };
}

export function aPlaybook(more: Partial<Playbook> = {}): Playbook {
  return {
    playbook: 'web',
    title: 'Web release',
    timezone: 'America/New_York',
    repository: 'acme/web',
    owner: 'lead',
    about: { links: {} },
    branches: { work: { pattern: 'develop' }, release: { pattern: 'release/v<version>', from: 'work' } },
    types: {
      weekly: { lineage: ['weekly'], bump: 'minor', urgent: false, mayStart: ['lead'], overlap: 'ask', criteria: {} },
    },
    roles: {},
    permissions: { start: ['lead'], skip: ['lead', 'boss'], cancel: ['lead'] },
    remind: [],
    channels: {},
    targets: { production: aTarget() },
    conditions: {},
    checks: {},
    ...NO_CODE,
    freeze: { branches: ['work'], mode: 'announce', exempt: { paths: [], labels: [], commits: [] } },
    phases: [],
    followUps: [],
    messages: {},
    guides: {},
    ...more,
  };
}

export function aRelease(more: Partial<ReleaseInView> = {}): ReleaseInView {
  return {
    id: 'web-7',
    version: '1.5.0',
    type: 'weekly',
    urgent: false,
    summary: '',
    incident: '',
    provisional: false,
    previous: '1.4.2',
    openedBy: 'UROSA',
    run: 'main',
    refused: [],
    live: { production: [{ version: '1.4.2', deployId: 'd-1' }] },
    deployedAt: {},
    baselines: {},
    frozen: [],
    closed: [],
    guard: null,
    reports: 0,
    ...more,
  };
}

/** A fact or a sample as a test writes it; the stamp is filled in: minutes after the start. */
type Loose = { readonly type: string; readonly minute?: number; readonly by?: string; readonly [key: string]: unknown };

export interface ViewParts {
  readonly facts?: readonly Loose[];
  readonly samples?: readonly { readonly minute?: number; readonly body: unknown }[];
  /** Minutes after the start of the step, on both clocks. */
  readonly minute?: number;
  readonly release?: Partial<ReleaseInView>;
  readonly playbook?: Partial<Playbook>;
  readonly more?: Partial<Pick<StepView<unknown, never, never>, 'steps' | 'said' | 'outputs' | 'id' | 'heardAt'>>;
}

/** What a step kind sees, with its spec written as in a playbook and its facts read back through its own schema. */
export function viewFor<Spec, F extends Fact, S, Action extends string>(
  kind: StepKind<Spec, F, S, Action>,
  spec: unknown,
  { facts = [], samples = [], minute = 0, release = {}, playbook = {}, more = {} }: ViewParts = {},
): StepView<Spec, F, S> {
  const time = (minutes: number): number => START + minutes * MINUTE;
  return {
    spec: kind.spec.parse(spec),
    id: 'step',
    title: 'Step',
    owner: 'qa',
    round: 1,
    startedAt: START,
    facts: facts.map(({ minute: at = 0, ...fact }) => kind.facts.parse({ ...fact, at: time(at), recorded: time(at) })),
    samples: samples.map(({ minute: at = 0, body }) => {
      if (!kind.samples) throw new Error(`${kind.name} keeps no samples`);
      return { at: time(at), recorded: time(at), body: kind.samples.parse(body) };
    }),
    now: time(minute),
    machine: time(minute),
    outputs: {},
    steps: [],
    release: aRelease(release),
    playbook: aPlaybook(playbook),
    said: [],
    heardAt: 0,
    ...more,
  };
}

export function anAnswer(verb: string, more: Partial<Answer> = {}): Answer {
  return { verb, fields: {}, by: 'UQUINN', login: null, roles: ['qa'], ...more };
}
