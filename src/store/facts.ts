import type { Transaction } from 'kysely';
import type { Fact } from '../core/release/fact.ts';
import type { FactToAppend, StepRecord } from '../core/store.ts';
import { digestOf, hashOf } from './chain.ts';
import type { Tables } from './schema.ts';

/** Appends one fact behind the newest one of its chain. The caller holds the lock on that chain. */
export async function appendFact(
  trx: Transaction<Tables>,
  chain: string,
  newest: { readonly seq: number; readonly head: string },
  { run, step, round, type, body, at, recorded, by = undefined, via = undefined }: FactToAppend,
): Promise<{ readonly seq: number; readonly hash: string }> {
  const text = JSON.stringify(body);
  const fact = {
    seq: newest.seq + 1,
    run,
    step,
    round,
    type,
    at,
    recorded,
    by: by ?? null,
    via: via ?? null,
    digest: digestOf(text),
  };
  const hash = hashOf(newest.head, fact);
  const { by: person, ...same } = fact;
  await trx
    .insertInto('facts')
    .values({ chain, ...same, person, body: text, hash })
    .execute();
  return { seq: fact.seq, hash };
}

/** The facts of a step in its round, oldest first. One that was blanked says nothing any more, so it counts no more. */
export async function readFacts(trx: Transaction<Tables>, chain: string, step: StepRecord): Promise<readonly Fact[]> {
  const rows = await trx
    .selectFrom('facts')
    .select(['type', 'at', 'recorded', 'person', 'body'])
    .where('chain', '=', chain)
    .where('run', '=', step.run)
    .where('step', '=', step.id)
    .where('round', '=', step.round)
    .where('body', 'is not', null)
    .orderBy('seq')
    .execute();
  return rows.map(({ type, at, recorded, person, body }) => ({
    ...(JSON.parse(body ?? '{}') as object),
    type,
    at,
    recorded,
    ...(person !== null && { by: person }),
  }));
}
