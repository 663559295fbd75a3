import { flatten } from '../core/release/plan.ts';
import type { LiveRecord, ReleaseUnit, RunRecord } from '../core/store.ts';
import { escapeText } from '../core/text.ts';
import { wordsOf } from './fill-wait.ts';
import { mainTarget } from './main-target.ts';
import { sayMessage } from './say.ts';
import { AT_REST, newSteps, type Turn } from './turn.ts';

export interface RollbackDecision {
  readonly version: string;
  readonly reason: string;
  readonly impact?: string;
  /** Null: the playbook decided. */
  readonly by: string | null;
  readonly via?: string;
  /** Whether this release changed the database. */
  readonly database: boolean;
}

/**
 * Starts a rollback run beside the main run, which is suspended in the same transaction. The version that is left is
 * refused from now on.
 */
export async function beginRollback(
  turn: Omit<Turn, 'wanted' | 'isReading'>,
  decision: RollbackDecision,
): Promise<void> {
  const { unit, now, machine } = turn;
  const { release } = unit;
  for (const run of unit.runs) if (run.status === 'running') Object.assign(run, { status: 'suspended', wakeAt: null });
  // A suspended step that still had a time to wake at would be due for ever.
  for (const step of unit.steps) Object.assign(step, AT_REST);

  const id = `rollback-${unit.runs.length}`;
  const run: RunRecord = {
    id,
    status: 'running',
    startedAt: now,
    startedBy: decision.by,
    reason: decision.reason,
    toVersion: decision.version,
    database: decision.database,
    endedAt: null,
    phases: {},
    wakeAt: null,
  };
  unit.addRun(run, newSteps(id, release.plan.rollback, wordsOf(release)));
  release.status = 'open';
  release.endedAt = null;
  release.hold = null;
  await unit.refuseVersion(release.version, now);
  const { by, via, ...body } = decision;
  await unit.append({
    run: id,
    step: null,
    round: null,
    type: 'rollback:began',
    body: { ...body, left: release.version },
    at: now,
    recorded: machine,
    ...(by !== null && { by }),
    ...(via && { via }),
  });
  const who = by === null ? 'the playbook' : `<@${by}>`;
  await sayMessage({ ...turn, run }, 'rollback-started', {
    fill: { who, ...(decision.impact && { impact: escapeText(decision.impact) }) },
  });
}

/** Versions of the main target that were proven live before this release, newest first, each once, none refused. */
export function provenVersions(
  release: Pick<ReleaseUnit['release'], 'id' | 'plan' | 'version'>,
  live: readonly LiveRecord[],
  refused: readonly string[],
): readonly LiveRecord[] {
  const target = mainTarget(release.plan.playbook);
  const seen = new Set<string>([release.version, ...refused]);
  return live.filter((record) => {
    if (record.target !== target || seen.has(record.version)) return false;
    seen.add(record.version);
    return true;
  });
}

/** Where an automatic rollback goes; undefined when nothing is proven. */
export async function rollbackVersion(unit: ReleaseUnit): Promise<string | undefined> {
  return provenVersions(unit.release, await unit.live(), await unit.refused())[0]?.version;
}

/**
 * Whether this release has touched the main target, in whatever round, so that there is something to roll back. A new
 * round forgets what a step did, and what it did stays done.
 */
export function hasTouchedMainTarget(unit: Pick<ReleaseUnit, 'release' | 'steps'>): boolean {
  const target = mainTarget(unit.release.plan.playbook);
  const deploys = flatten(unit.release.plan.phases).filter(
    ({ step }) => step.kind === 'deploy' && step.spec.value === target,
  );
  return deploys.some(({ step }) =>
    unit.steps.some(
      // Skipped after it began, it may have been done all the same: it failed, or nobody could tell.
      ({ run, id, round, startedAt }) => run === 'main' && id === step.id && (round > 1 || startedAt !== null),
    ),
  );
}
