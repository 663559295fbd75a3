import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import type { Freezes, GuardRecord } from '../core/freeze/guard.ts';
import type { Tables } from './schema.ts';

/** A freeze that is older than this is asked about, once a day. Business milliseconds. */
export const NAG_MS = 86_400_000;

export function openFreezes(db: Kysely<Tables>) {
  return db
    .selectFrom('freezes')
    .select(['playbook', 'branch', 'holder', 'since', 'reason'])
    .where('ended_at', 'is', null)
    .orderBy('since');
}

export async function readGuards(db: Kysely<Tables>): Promise<readonly GuardRecord[]> {
  return (await db.selectFrom('guards').selectAll().orderBy('playbook').execute()).map(toGuard);
}

export function freezesIn(trx: Transaction<Tables>): Freezes {
  return {
    async guard(playbook) {
      // A write, so that it locks: a release, a person and the keeper may want it at once.
      const row = await trx
        .updateTable('guards')
        .set((eb) => ({ tries: eb.ref('tries') }))
        .where('playbook', '=', playbook)
        .returningAll()
        .executeTakeFirst();
      return row && toGuard(row);
    },

    async saveGuard(guard) {
      const row = fromGuard(guard);
      await trx
        .insertInto('guards')
        .values(row)
        .onConflict((conflict) => conflict.column('playbook').doUpdateSet(row))
        .execute();
    },

    held: (playbook) => openFreezes(trx).where('playbook', '=', playbook).execute(),
  };
}

// The casts below are on columns that only this program writes.

const json = <T>(text: string): T => JSON.parse(text) as T;

function toGuard(row: Selectable<Tables['guards']>): GuardRecord {
  const { next_at, ...same } = row;
  return {
    ...same,
    mode: row.mode as GuardRecord['mode'],
    wanted: row.wanted as GuardRecord['wanted'],
    state: row.state as GuardRecord['state'],
    untold: row.untold as GuardRecord['untold'],
    branches: json(row.branches),
    bypass: json(row.bypass),
    warnings: json(row.warnings),
    heads: json(row.heads),
    excepted: json(row.excepted),
    terms: json(row.terms),
    swept: row.swept === 1,
    nextAt: next_at,
  };
}

function fromGuard({ nextAt, ...guard }: GuardRecord): Insertable<Tables['guards']> {
  return {
    ...guard,
    branches: JSON.stringify(guard.branches),
    bypass: JSON.stringify(guard.bypass),
    warnings: JSON.stringify(guard.warnings),
    heads: JSON.stringify(guard.heads),
    excepted: JSON.stringify(guard.excepted),
    terms: JSON.stringify(guard.terms),
    swept: guard.swept ? 1 : 0,
    next_at: nextAt,
  };
}
