import type { Transaction } from 'kysely';
import type { ReleaseUnit, RunRecord, StepRecord } from '../core/store.ts';
import { prepared } from './prepared.ts';
import { fromIntent, fromRelease, fromRun, fromStep } from './rows.ts';
import type { Tables } from './schema.ts';

/** The records as they were loaded. */
export interface Before {
  readonly release: ReleaseUnit['release'];
  readonly runs: readonly RunRecord[];
  readonly steps: readonly StepRecord[];
  readonly intents: ReleaseUnit['intents'];
}

// Where a row is there, its key stays out of the update: SQLite would write the index anew, though nothing in it changed.

const putRun = prepared((db, { release, id, ...rest }: Tables['runs']) =>
  db
    .insertInto('runs')
    .values({ release, id, ...rest })
    .onConflict((conflict) => conflict.columns(['release', 'id']).doUpdateSet(rest)),
);

const putStep = prepared((db, { release, run, id, ...rest }: Tables['steps']) =>
  db
    .insertInto('steps')
    .values({ release, run, id, ...rest })
    .onConflict((conflict) => conflict.columns(['release', 'run', 'id']).doUpdateSet(rest)),
);

const putRelease = prepared((db, { id, ...row }: { readonly id: string } & ReturnType<typeof fromRelease>) =>
  db
    .updateTable('releases')
    .set((eb) => ({ ...row, revision: eb('revision', '+', 1) }))
    .where('id', '=', id),
);

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
    await putRun(trx, fromRun(release.id, run, position));
  }
  for (const [index, step] of steps.entries()) {
    if (!changed(before.steps[index], step)) continue;
    state.wrote = true;
    await putStep(trx, fromStep(release.id, step));
  }
  for (const intent of intents) {
    const old = before.intents.find(({ id }) => id === intent.id);
    if (!old || !changed(old, intent)) continue;
    state.wrote = true;
    await trx.updateTable('intents').set(fromIntent(release.id, intent)).where('id', '=', intent.id).execute();
  }
  if (!state.wrote && !changed(before.release, release)) return;
  await putRelease(trx, { id: release.id, ...fromRelease(release) });
  if (before.release.status !== 'open') {
    // The card of an ended release is at rest; whatever happens afterwards has to be drawn, too.
    await trx.updateTable('cards').set({ closed: 0 }).where('key', '=', release.id).execute();
  }
}

function changed<T extends object>(before: T | undefined, after: T): boolean {
  if (!before) return true;
  return (Object.keys(after) as (keyof T)[]).some((key) => before[key] !== after[key]);
}
