import type { Selectable } from 'kysely';
import type { ChainedFact, FollowUpRecord, IntentRecord, ReleaseRecord, RunRecord, StepRecord } from '../core/store.ts';
import type { Tables } from './schema.ts';

// The casts in this file are on columns that only this program writes.

const json = <T>(text: string): T => JSON.parse(text) as T;
const jsonOrNull = <T>(text: string | null): T | null => (text === null ? null : json<T>(text));
const textOrNull = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

export function toRelease(row: Selectable<Tables['releases']>, plan: ReleaseRecord['plan']): ReleaseRecord {
  return {
    id: row.id,
    playbook: row.playbook,
    type: row.type,
    plan,
    openedBy: row.opened_by,
    openedAt: row.opened_at,
    version: row.version,
    provisional: row.provisional === 1,
    previous: row.previous,
    summary: row.summary,
    incident: row.incident,
    status: row.status as ReleaseRecord['status'],
    endedAt: row.ended_at,
    hold: jsonOrNull(row.hold),
    seq: row.seq,
    head: row.head,
  };
}

/** The columns of a release that may change. */
export function fromRelease(release: ReleaseRecord) {
  return {
    version: release.version,
    provisional: release.provisional ? 1 : 0,
    previous: release.previous,
    summary: release.summary,
    status: release.status,
    ended_at: release.endedAt,
    hold: textOrNull(release.hold),
    seq: release.seq,
    head: release.head,
  };
}

export function toRun(row: Selectable<Tables['runs']>): RunRecord {
  return {
    id: row.id,
    startedAt: row.started_at,
    startedBy: row.started_by,
    reason: row.reason,
    toVersion: row.to_version,
    database: row.changes_database === 1,
    status: row.status as RunRecord['status'],
    endedAt: row.ended_at,
    phases: json(row.phases),
    ownPhases: jsonOrNull(row.own_phases),
    wakeAt: row.wake_at,
  };
}

export function fromRun(release: string, run: RunRecord, position: number): Tables['runs'] {
  return {
    release,
    id: run.id,
    position,
    status: run.status,
    reason: run.reason,
    to_version: run.toVersion,
    changes_database: run.database ? 1 : 0,
    started_by: run.startedBy,
    started_at: run.startedAt,
    ended_at: run.endedAt,
    phases: JSON.stringify(run.phases),
    own_phases: textOrNull(run.ownPhases),
    wake_at: run.wakeAt,
  };
}

export function toStep(row: Selectable<Tables['steps']>): StepRecord {
  return {
    run: row.run,
    id: row.id,
    position: row.position,
    parent: row.parent,
    phase: row.phase,
    kind: row.kind,
    title: row.title,
    owner: row.owner,
    status: row.status as StepRecord['status'],
    round: row.round,
    note: row.note,
    ask: jsonOrNull(row.ask),
    wakeAt: row.wake_at,
    retryAt: row.retry_at,
    deadline: row.deadline,
    remindAt: row.remind_at,
    reminded: row.reminded,
    tries: row.tries,
    stop: row.stop as StepRecord['stop'],
    startedAt: row.started_at,
    endedAt: row.ended_at,
    output: json(row.output),
  };
}

export function fromStep(release: string, step: StepRecord): Tables['steps'] {
  return {
    release,
    run: step.run,
    id: step.id,
    position: step.position,
    parent: step.parent,
    phase: step.phase,
    kind: step.kind,
    title: step.title,
    owner: step.owner,
    status: step.status,
    round: step.round,
    note: step.note,
    ask: textOrNull(step.ask),
    wake_at: step.wakeAt,
    retry_at: step.retryAt,
    deadline: step.deadline,
    remind_at: step.remindAt,
    reminded: step.reminded,
    tries: step.tries,
    stop: step.stop,
    started_at: step.startedAt,
    ended_at: step.endedAt,
    output: JSON.stringify(step.output),
  };
}

export function toIntent(row: Selectable<Tables['intents']>): IntentRecord {
  return {
    id: row.id,
    run: row.run,
    step: row.step,
    round: row.round,
    action: row.action,
    key: row.key,
    openedAt: row.opened_at,
    limitMs: row.limit_ms,
    owner: row.owner,
    lookAt: row.look_at,
    looks: row.looks,
    status: row.status as IntentRecord['status'],
    why: row.why,
  };
}

export function fromIntent(release: string, intent: IntentRecord): Tables['intents'] {
  return {
    id: intent.id,
    release,
    run: intent.run,
    step: intent.step,
    round: intent.round,
    action: intent.action,
    key: intent.key,
    opened_at: intent.openedAt,
    limit_ms: intent.limitMs,
    owner: intent.owner,
    look_at: intent.lookAt,
    looks: intent.looks,
    status: intent.status,
    why: intent.why,
  };
}

export function toFact(row: Selectable<Tables['facts']>): ChainedFact {
  const { chain: _, person, ...same } = row;
  return { ...same, by: person };
}

export function toFollowUp(row: Selectable<Tables['follow_ups']>): FollowUpRecord {
  return {
    id: row.id,
    title: row.title,
    owner: row.owner,
    dueAt: row.due_at,
    doneAt: row.done_at,
    doneBy: row.done_by,
    told: row.told === 1,
  };
}
