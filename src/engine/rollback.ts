import { mainTarget } from '../core/playbook/main-target.ts';
import { flatten, type Plan } from '../core/release/plan.ts';
import type { FactOfRelease, LiveRecord, ReleaseUnit, RunRecord } from '../core/store.ts';
import { escapeText, personText } from '../core/text.ts';
import { handOf } from '../providers/_provider.ts';
import { wordsOf } from './fill-wait.ts';
import { sayMessage } from './say.ts';
import { AT_REST, isRollback, newSteps, type Turn } from './turn.ts';

/** The condition that the commander answers. */
const DATABASE = 'database-migrated';

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

  const id = `rollback-${unit.runs.filter(isRollback).length + 1}`;
  const run: RunRecord = {
    id,
    ownPhases: null,
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
  const who = by === null ? 'the playbook' : personText(by);
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

/** Whether some of the rollback depends on what became of the database, which only people can tell. */
export function asksDatabase({ rollback }: Plan): boolean {
  return rollback.some(
    ({ when, steps }) =>
      when === DATABASE || steps.some((step) => [step, ...step.steps].some((each) => each.when === DATABASE)),
  );
}

/** Where an automatic rollback goes; undefined when nothing is proven. */
export async function rollbackVersion(unit: ReleaseUnit): Promise<string | undefined> {
  return provenVersions(unit.release, await unit.live(), await unit.refused())[0]?.version;
}

/** What can be asked to know whether a release has touched its main target. */
export type Touching = Pick<ReleaseUnit, 'release' | 'steps' | 'intents'> & {
  factsOfType(type: string): Promise<readonly Pick<FactOfRelease, 'run' | 'step'>[]>;
};

/** Facts that are only written when something was set going, in time or too late. */
const TOUCHES = ['started', 'late:started', 'by-hand', 'late:by-hand', 'effect:settled'];

/**
 * Whether this release has touched the main target, in whatever round, so that there is something to roll back. A deploy
 * that still waits for its window has not; one that a person does by hand may have as soon as it was asked for, and one
 * that was skipped because nobody could tell may have, too.
 */
export async function hasTouchedMainTarget({ release, steps, intents, factsOfType }: Touching): Promise<boolean> {
  const { targets } = release.plan.playbook;
  const name = mainTarget(release.plan.playbook);
  const target = targets[name ?? ''];
  const deploys = new Set(
    flatten(release.plan.phases).flatMap(({ step }) =>
      step.kind === 'deploy' && step.spec.value === name ? [step.id] : [],
    ),
  );
  const isDeploy = (run: string | null, step: string | null): boolean => run === 'main' && deploys.has(step ?? '');
  if (intents.some(({ run, step }) => isDeploy(run, step))) return true;
  const isByHand = target !== undefined && handOf(target) !== undefined;
  if (isByHand && steps.some(({ run, id, round, startedAt }) => isDeploy(run, id) && (round > 1 || startedAt !== null)))
    return true;
  const facts = await Promise.all(TOUCHES.map(factsOfType));
  return facts.flat().some(({ run, step }) => isDeploy(run, step));
}
