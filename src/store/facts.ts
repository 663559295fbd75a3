import type { Transaction } from 'kysely';
import type { Fact } from '../core/release/fact.ts';
import type { FactToAppend, StepRecord } from '../core/store.ts';
import { digestOf, hashOf } from './chain.ts';
import { prepared } from './prepared.ts';
import type { Tables } from './schema.ts';

const insertFact = prepared((db, fact: Tables['facts']) => db.insertInto('facts').values(fact));

const factsOfStep = prepared((db, asked: { chain: string; run: string; step: string; round: number }) =>
  db
    .selectFrom('facts')
    .select(['type', 'at', 'recorded', 'person', 'body'])
    .where('chain', '=', asked.chain)
    .where('run', '=', asked.run)
    .where('step', '=', asked.step)
    .where('round', '=', asked.round)
    .where('body', 'is not', null)
    .orderBy('seq'),
);

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
  await insertFact(trx, { chain, ...same, person, body: text, hash });
  return { seq: fact.seq, hash };
}

/** The facts of a step in its round, oldest first. One that was blanked says nothing any more, so it counts no more. */
export async function readFacts(trx: Transaction<Tables>, chain: string, step: StepRecord): Promise<readonly Fact[]> {
  const { run, id, round } = step;
  const rows = await factsOfStep(trx, { chain, run, step: id, round });
  return rows.map(({ type, at, recorded, person, body }) => ({
    ...(JSON.parse(body ?? '{}') as object),
    type,
    at,
    recorded,
    ...(person !== null && { by: person }),
  }));
}
