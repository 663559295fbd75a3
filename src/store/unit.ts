import { sql, type Transaction } from 'kysely';
import type { ReleaseUnit } from '../core/store.ts';
import { blankFact } from './blank.ts';
import { appendFact, readFacts } from './facts.ts';
import { flush } from './flush.ts';
import { household } from './household.ts';
import { insertLine } from './lines.ts';
import { readParts } from './parts.ts';
import { prepared } from './prepared.ts';
import { fromIntent, toRelease } from './rows.ts';
import type { Tables } from './schema.ts';

export interface LoadedUnit {
  readonly unit: ReleaseUnit;
  /** Writes what changed in the working copies; must be called before the transaction ends. */
  flush(): Promise<void>;
}

/** A write, so that it locks: on PostgreSQL the row, on SQLite the file, before anything is read. */
const lockRow = prepared((db, { id }: { readonly id: string }) =>
  db
    .updateTable('releases')
    .set((eb) => ({ revision: eb.ref('revision') }))
    .where('id', '=', id)
    .returning(RELEASE_COLUMNS),
);

/** Locks the release and loads it. Undefined when there is no such release. */
export async function loadUnit(
  trx: Transaction<Tables>,
  id: string,
  planOf: (id: string, text: () => Promise<string>) => Promise<ReleaseUnit['release']['plan']>,
): Promise<LoadedUnit | undefined> {
  const [row] = await lockRow(trx, { id });
  if (!row) return undefined;

  const plan = await planOf(id, async () => {
    const { plan } = await trx.selectFrom('releases').select('plan').where('id', '=', id).executeTakeFirstOrThrow();
    return plan;
  });
  const { runs, steps, intents } = await readParts(trx, id);
  const release = toRelease({ ...row, plan: '' }, plan);
  const before = {
    release: { ...release },
    runs: runs.map((run) => ({ ...run })),
    steps: steps.map((step) => ({ ...step })),
    intents: intents.map((intent) => ({ ...intent })),
  };
  const state = { wrote: false };
  const unit: ReleaseUnit = {
    release,
    runs,
    steps,
    intents,
    ...operations(trx, { release, runs, steps, intents }, state),
  };
  return { unit, flush: () => flush(trx, unit, before, state) };
}

export const RELEASE_COLUMNS = [
  'id',
  'playbook',
  'type',
  'version',
  'provisional',
  'previous',
  'summary',
  'incident',
  'status',
  'opened_by',
  'opened_at',
  'ended_at',
  'hold',
  'seq',
  'head',
  'revision',
] as const;

type Copies = Pick<ReleaseUnit, 'release' | 'runs' | 'steps' | 'intents'>;

function operations(
  trx: Transaction<Tables>,
  copies: Copies,
  state: { wrote: boolean },
): Omit<ReleaseUnit, keyof Copies> {
  return { ...evidence(trx, copies, state), ...effects(trx, copies, state), ...household(trx, copies, state) };
}

const factsOfType = prepared((db, { chain, type }: { readonly chain: string; readonly type: string }) =>
  db
    .selectFrom('facts')
    .select(['run', 'step', 'round', 'at', 'recorded', 'person', 'body'])
    .where('chain', '=', chain)
    .where('type', '=', type)
    .orderBy('seq'),
);

const samplesOfStep = prepared((db, asked: Pick<Tables['samples'], 'release' | 'run' | 'step' | 'round'>) =>
  db
    .selectFrom('samples')
    .select(['at', 'recorded', 'body'])
    .where('release', '=', asked.release)
    .where('run', '=', asked.run)
    .where('step', '=', asked.step)
    .where('round', '=', asked.round)
    .orderBy('id'),
);

const saidOf = prepared((db, { release }: { readonly release: string }) =>
  db
    .selectFrom('outbox')
    .select('message')
    .distinct()
    .where('release', '=', release)
    .where('message', 'is not', null)
    .where('status', '=', sql.lit('sent')),
);

function evidence(trx: Transaction<Tables>, { release }: Copies, state: { wrote: boolean }) {
  return {
    facts: (step) => readFacts(trx, release.id, step),

    async factsOfType(type) {
      const rows = await factsOfType(trx, { chain: release.id, type });
      return rows.map(({ run, step, round, at, recorded, person, body }) => ({
        ...(JSON.parse(body ?? '{}') as object),
        type,
        run,
        step,
        round,
        at,
        recorded,
        ...(person !== null && { by: person }),
      }));
    },

    async samples(step) {
      const { run, id, round } = step;
      const rows = await samplesOfStep(trx, { release: release.id, run, step: id, round });
      return rows.map(({ at, recorded, body }) => ({ at, recorded, body: JSON.parse(body) as unknown }));
    },

    async append(fact) {
      state.wrote = true;
      const { seq, hash } = await appendFact(trx, release.id, { seq: release.seq, head: release.head }, fact);
      release.seq = seq;
      release.head = hash;
    },

    async addSample(step, { at, recorded, body }) {
      const { run, id, round } = step;
      await trx
        .insertInto('samples')
        .values({ release: release.id, run, step: id, round, at, recorded, body: JSON.stringify(body) })
        .execute();
    },

    async blank(seq) {
      const words = await blankFact(trx, release.id, seq);
      state.wrote ||= words !== undefined;
      return words;
    },
  } satisfies Partial<ReleaseUnit>;
}

function effects(trx: Transaction<Tables>, { release, runs, steps, intents }: Copies, state: { wrote: boolean }) {
  return {
    addRun(run, more) {
      state.wrote = true;
      runs.push(run);
      steps.push(...more);
    },

    async openIntent(intent) {
      state.wrote = true;
      intents.push(intent);
      await trx.insertInto('intents').values(fromIntent(release.id, intent)).execute();
    },

    async closeIntent(id, owner, outcome) {
      const { numUpdatedRows } = await trx
        .updateTable('intents')
        .set({ status: outcome })
        .where('id', '=', id)
        .where('status', 'in', ['open', 'unsure'])
        .where('owner', owner === null ? 'is' : '=', owner)
        .executeTakeFirst();
      const index = intents.findIndex((intent) => intent.id === id);
      if (numUpdatedRows === 0n) return false;
      state.wrote = true;
      if (index >= 0) intents.splice(index, 1);
      return true;
    },

    async intentTries(step, action) {
      const { tries } = await trx
        .selectFrom('intents')
        .select((eb) => eb.fn.countAll<number>().as('tries'))
        .where('release', '=', release.id)
        .where('run', '=', step.run)
        .where('step', '=', step.id)
        .where('round', '=', step.round)
        .where('action', '=', action)
        .where('status', '=', 'did-not')
        .executeTakeFirstOrThrow();
      return tries;
    },

    async say(line) {
      state.wrote = true;
      await insertLine(trx, line, { release: release.id, playbook: release.playbook });
    },

    async said() {
      const rows = await saidOf(trx, { release: release.id });
      return rows.flatMap(({ message }) => message ?? []);
    },

    async moveCard(from, to, round) {
      state.wrote = true;
      await trx.updateTable('cards').set({ key: to, round, closed: 0 }).where('key', '=', from).execute();
    },

    async addCard(card) {
      state.wrote = true;
      const { numInsertedOrUpdatedRows } = await trx
        .insertInto('cards')
        .values({
          ...card,
          release: release.id,
          message_channel: null,
          message_ts: null,
          hash: null,
          shown: -1,
          closed: 0,
          not_before: 0,
          sending_since: null,
          attempts: 0,
          error: null,
        })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .executeTakeFirst();
      return (numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
  } satisfies Partial<ReleaseUnit>;
}
