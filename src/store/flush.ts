import type { Transaction } from 'kysely';
import type { ReleaseUnit, RunRecord, StepRecord } from '../core/store.ts';
import { fromIntent, fromRelease, fromRun, fromStep } from './rows.ts';
import type { Tables } from './schema.ts';

/** The records as they were loaded. */
export interface Before {
  readonly release: ReleaseUnit['release'];
  readonly runs: readonly RunRecord[];
  readonly steps: readonly StepRecord[];
  readonly intents: ReleaseUnit['intents'];
}

/** Writes what changed in the working copies since they were loaded. */
export async function flush(
  trx: Transaction<Tables>,
  unit: ReleaseUnit,
  before: Before,
  state: { wrote: boolean },
): Promise<void> {
  const { release, runs, steps, intents } = unit;
  for (const [position, run] of runs.entries()) {
    if (!changed(before.runs[position], run)) continue;
    state.wrote = true;
    const row = fromRun(release.id, run, position);
    await trx
      .insertInto('runs')
      .values(row)
      .onConflict((conflict) => conflict.columns(['release', 'id']).doUpdateSet(row))
      .execute();
  }
  for (const [index, step] of steps.entries()) {
    if (!changed(before.steps[index], step)) continue;
    state.wrote = true;
    const row = fromStep(release.id, step);
    await trx
      .insertInto('steps')
      .values(row)
      .onConflict((conflict) => conflict.columns(['release', 'run', 'id']).doUpdateSet(row))
      .execute();
  }
  for (const intent of intents) {
    const old = before.intents.find(({ id }) => id === intent.id);
    if (!old || !changed(old, intent)) continue;
    state.wrote = true;
    await trx.updateTable('intents').set(fromIntent(release.id, intent)).where('id', '=', intent.id).execute();
  }
  if (!state.wrote && !changed(before.release, release)) return;
  await trx
    .updateTable('releases')
    .set((eb) => ({ ...fromRelease(release), revision: eb('revision', '+', 1) }))
    .where('id', '=', release.id)
    .execute();
  if (before.release.status !== 'open') {
    // The card of an ended release is at rest; whatever happens afterwards has to be drawn, too.
    await trx.updateTable('cards').set({ closed: 0 }).where('key', '=', release.id).execute();
  }
}

function changed<T extends object>(before: T | undefined, after: T): boolean {
  if (!before) return true;
  return (Object.keys(after) as (keyof T)[]).some((key) => before[key] !== after[key]);
}
