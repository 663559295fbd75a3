import type { Kysely, Transaction } from 'kysely';
import { UserError } from '../core/errors.ts';
import { guardView } from '../core/freeze/guard.ts';
import type { Plan } from '../core/release/plan.ts';
import { readPlan } from '../core/release/read-plan.ts';
import type { ReleaseRecords, Store } from '../core/store.ts';
import { openFreezes, readGuards } from './freezes.ts';
import { liveVersions, openHouse, refusedVersions, saveSchedule } from './house.ts';
import { findOutcome, newOrders, settleOrder } from './inbox.ts';
import { readParts } from './parts.ts';
import { toFact, toFollowUp, toRelease } from './rows.ts';
import type { Tables } from './schema.ts';
import { unindexed } from './unindexed.ts';
import { loadUnit, RELEASE_COLUMNS } from './unit.ts';

/** How many plans are kept parsed. A plan is some 30 kB; it never changes. */
const PLANS_KEPT = 500;

export function createStore(db: Kysely<Tables>): Store {
  const plans = createPlans();
  return { ...createReleaseStore(db, plans), ...createReading(db, plans), ...createCalendar(db), ...createNotes(db) };
}

type Plans = ReturnType<typeof createPlans>;

function createPlans() {
  const kept = new Map<string, Plan>();
  const read = async (id: string, text: () => Promise<string>): Promise<Plan> => {
    const known = kept.get(id);
    if (known) return known;
    const plan = readPlan(await text());
    if (kept.size >= PLANS_KEPT) kept.delete(kept.keys().next().value ?? '');
    kept.set(id, plan);
    return plan;
  };
  return Object.assign(read, { known: (id: string) => kept.get(id) });
}

function createReleaseStore(db: Kysely<Tables>, plans: Plans) {
  return {
    withRelease: (id, work) =>
      db.transaction().execute(async (trx) => {
        const loaded = await loadUnit(trx, id, plans);
        if (!loaded) {
          throw new UserError('no_release', `there is no release \`${id}\``, {
            fix: '`/release list` shows the open ones.',
          });
        }
        const result = await work(loaded.unit);
        await loaded.flush();
        return result;
      }),

    withHouse: (work) => db.transaction().execute(async (trx) => work(await openHouse(trx))),

    async voidLeases(owner) {
      await db
        .updateTable('intents')
        .set({ owner: null })
        .where('status', '=', 'open')
        .where('owner', 'is not', null)
        .where('owner', '<>', owner)
        .execute();
    },
  } satisfies Partial<Store>;
}

function createReading(db: Kysely<Tables>, plans: Plans) {
  return {
    // One transaction, so that the parts fit together.
    read: (id) => db.transaction().execute((trx) => readRecords(trx, id, plans)),

    async plan(id) {
      const known = plans.known(id);
      if (known) return known;
      const row = await db.selectFrom('releases').select('id').where('id', '=', id).executeTakeFirst();
      return row && plans(id, () => planText(db, id));
    },

    async openIds() {
      const rows = await db
        .selectFrom('releases')
        .select('id')
        .where('status', '=', 'open')
        .orderBy(unindexed('opened_at'))
        .execute();
      return rows.map(({ id }) => id);
    },

    async history(limit, playbook) {
      const rows = await db
        .selectFrom('releases')
        .select(['id', 'playbook', 'type', 'version', 'status', 'opened_at', 'ended_at'])
        .$if(playbook !== undefined, (query) => query.where('playbook', '=', playbook ?? ''))
        .orderBy('opened_at', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        title: row.playbook,
        type: row.type,
        version: row.version,
        status: row.status as 'open',
        openedAt: row.opened_at,
        endedAt: row.ended_at,
      }));
    },

    liveVersions: (playbook) => liveVersions(db, playbook),
    refusedVersions: (playbook) => refusedVersions(db, playbook),

    freezes: () => openFreezes(db).execute(),
    nagsDue: (now) => openFreezes(db).where('nag_at', '<=', now).execute(),
    guards: () => readGuards(db),

    async facts(chain) {
      const rows = await db.selectFrom('facts').selectAll().where('chain', '=', chain).orderBy('seq').execute();
      return rows.map(toFact);
    },
  } satisfies Partial<Store>;
}

async function readRecords(trx: Transaction<Tables>, id: string, plans: Plans): Promise<ReleaseRecords | undefined> {
  const row = await trx.selectFrom('releases').select(RELEASE_COLUMNS).where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const plan = await plans(id, () => planText(trx, id));
  const parts = await readParts(trx, id);
  const followUps = await trx
    .selectFrom('follow_ups')
    .selectAll()
    .where('release', '=', id)
    .orderBy('due_at')
    .execute();
  const frozen = await trx
    .selectFrom('freezes')
    .select('branch')
    .where('holder', '=', id)
    .where('ended_at', 'is', null)
    .execute();
  return {
    release: toRelease({ ...row, plan: '' }, plan),
    ...parts,
    followUps: followUps.map(toFollowUp),
    frozen: frozen.map(({ branch }) => branch),
    guard: guardView((await readGuards(trx)).find(({ playbook }) => playbook === row.playbook)),
  };
}

async function planText(db: Kysely<Tables>, id: string): Promise<string> {
  return (await db.selectFrom('releases').select('plan').where('id', '=', id).executeTakeFirstOrThrow()).plan;
}

function createCalendar(db: Kysely<Tables>) {
  return {
    async due(now, machine) {
      // Not a plain union: to have each release once, SQLite would walk through every step that there ever was.
      const steps = db.selectFrom('steps').select('release');
      const rows = await steps
        .where('wake_at', '<=', now)
        .unionAll(steps.where('remind_at', '<=', now))
        .unionAll(steps.where('retry_at', '<=', machine))
        .unionAll(db.selectFrom('runs').select('release').where('wake_at', '<=', now))
        .unionAll(
          db.selectFrom('intents').select('release').where('status', '=', 'open').where('look_at', '<=', machine),
        )
        .execute();
      return [...new Set(rows.map(({ release }) => release))];
    },

    async nextInstant(after) {
      const soonest = await Promise.all([
        db
          .selectFrom('steps')
          .select((eb) => eb.fn.min('wake_at').as('at'))
          .where('wake_at', '>', after)
          .executeTakeFirst(),
        db
          .selectFrom('steps')
          .select((eb) => eb.fn.min('remind_at').as('at'))
          .where('remind_at', '>', after)
          .executeTakeFirst(),
        db
          .selectFrom('runs')
          .select((eb) => eb.fn.min('wake_at').as('at'))
          .where('wake_at', '>', after)
          .executeTakeFirst(),
        db
          .selectFrom('schedules')
          .select((eb) => eb.fn.min('next_at').as('at'))
          .where('next_at', '>', after)
          .executeTakeFirst(),
        db
          .selectFrom('freezes')
          .select((eb) => eb.fn.min('nag_at').as('at'))
          .where('ended_at', 'is', null)
          .where('nag_at', '>', after)
          .executeTakeFirst(),
        db
          .selectFrom('follow_ups')
          .select((eb) => eb.fn.min('due_at').as('at'))
          .where('told', '=', 0)
          .where('done_at', 'is', null)
          .where('due_at', '>', after)
          .executeTakeFirst(),
      ]);
      const instants = soonest.flatMap((row) => row?.at ?? []);
      return instants.length > 0 ? Math.min(...instants) : undefined;
    },

    async isPolling() {
      const step = await db
        .selectFrom('steps')
        .select('id')
        .where('retry_at', 'is not', null)
        .where((eb) =>
          eb.or([
            // What failed is waited for: a watch that missed its looks would have seen too little.
            eb('tries', '>', 0),
            eb('status', '<>', 'waiting'),
            eb('ask', 'is', null).and('wake_at', 'is', null),
          ]),
        )
        .limit(1)
        .executeTakeFirst();
      const intent = await db
        .selectFrom('intents')
        .select('id')
        .where('status', '=', 'open')
        .limit(1)
        .executeTakeFirst();
      return step !== undefined || intent !== undefined;
    },

    async schedules() {
      const rows = await db.selectFrom('schedules').selectAll().orderBy('next_at').execute();
      return rows.map(({ next_at, ...same }) => ({ ...same, nextAt: next_at }));
    },

    saveSchedule: (schedule) => db.transaction().execute((trx) => saveSchedule(trx, schedule)),

    async removeSchedule(playbook, type) {
      await db.deleteFrom('schedules').where('playbook', '=', playbook).where('type', '=', type).execute();
    },

    followUpsDue: (now) =>
      db
        .selectFrom('follow_ups')
        .select(['release', 'id'])
        .where('told', '=', 0)
        .where('done_at', 'is', null)
        .where('due_at', '<=', now)
        .execute(),
  } satisfies Partial<Store>;
}

function createNotes(db: Kysely<Tables>) {
  return {
    outcomeOf: (key) => findOutcome(db, key),
    inbox: () => newOrders(db),
    answerInbox: (key, outcome) => settleOrder(db, key, outcome),

    async note(name) {
      const row = await db.selectFrom('notes').select('value').where('name', '=', name).executeTakeFirst();
      return row?.value;
    },

    async setNote(name, value) {
      await db
        .insertInto('notes')
        .values({ name, value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute();
    },
  } satisfies Partial<Store>;
}
