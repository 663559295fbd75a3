import type { Kysely, Transaction } from 'kysely';
import { CHAIN_START } from '../core/release/fact.ts';
import type { House, LiveRecord, ReleaseRecord, RunRecord, ScheduleRecord, StepRecord } from '../core/store.ts';
import { HOUSE } from './chain.ts';
import { appendFact } from './facts.ts';
import { freezesIn, NAG_MS } from './freezes.ts';
import { findOutcome, rememberOrder } from './inbox.ts';
import { insertLine } from './lines.ts';
import { fromRelease, fromRun, fromStep } from './rows.ts';
import type { Tables } from './schema.ts';
import { unindexed } from './unindexed.ts';

/** What belongs to no release. The counter row is locked first, as a release's row is for a release. */
export async function openHouse(trx: Transaction<Tables>): Promise<House> {
  await trx
    .insertInto('counters')
    .values({ name: HOUSE, value: 0 })
    .onConflict((conflict) => conflict.column('name').doUpdateSet((eb) => ({ value: eb.ref('counters.value') })))
    .execute();
  return {
    async nextNumber(prefix) {
      const { value } = await trx
        .insertInto('counters')
        .values({ name: prefix, value: 1 })
        .onConflict((conflict) =>
          conflict.column('name').doUpdateSet((eb) => ({ value: eb('counters.value', '+', 1) })),
        )
        .returning('value')
        .executeTakeFirstOrThrow();
      return value;
    },

    async takeSlot(playbook, type, slot) {
      const { numInsertedOrUpdatedRows } = await trx
        .insertInto('slots')
        .values({ playbook, type, slot })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return (numInsertedOrUpdatedRows ?? 0n) > 0n;
    },

    addRelease: (release, main, steps) => addRelease(trx, release, { main, steps }),

    openReleases: async (playbook) => (await openReleases(trx, playbook)).map(({ id }) => id),
    openVersions: async (playbook) => (await openReleases(trx, playbook)).map(({ version }) => version),

    async freeze(freeze) {
      await trx
        .insertInto('freezes')
        .values({ ...freeze, ended_at: null, nag_at: freeze.since + NAG_MS })
        .execute();
    },

    async thaw(playbook, at) {
      const open = await trx
        .selectFrom('freezes')
        .select(['playbook', 'branch', 'holder', 'since', 'reason'])
        .where('playbook', '=', playbook)
        .where('ended_at', 'is', null)
        .execute();
      await trx
        .updateTable('freezes')
        .set({ ended_at: at })
        .where('playbook', '=', playbook)
        .where('ended_at', 'is', null)
        .execute();
      return open;
    },

    async nagAgain(playbook, holder, at) {
      await trx
        .updateTable('freezes')
        .set({ nag_at: at })
        .where('playbook', '=', playbook)
        .where('holder', '=', holder)
        .where('ended_at', 'is', null)
        .execute();
    },

    ...freezesIn(trx),

    async append(fact) {
      const newest = await trx
        .selectFrom('facts')
        .select(['seq', 'hash'])
        .where('chain', '=', HOUSE)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      const head = { seq: newest?.seq ?? 0, head: newest?.hash ?? CHAIN_START };
      await appendFact(trx, HOUSE, head, { ...fact, run: null, step: null, round: null });
    },

    say: ({ playbook, ...line }) => insertLine(trx, line, { release: null, playbook }),

    saveSchedule: (schedule) => saveSchedule(trx, schedule),

    live: (playbook) => liveVersions(trx, playbook),
    refused: (playbook) => refusedVersions(trx, playbook),
    addLive: (live) => addLive(trx, live),

    remember: (order, sender, outcome, machine) => rememberOrder(trx, { order, sender, outcome, machine }),
    outcomeOf: (key) => findOutcome(trx, key),
  };
}

export function openReleases(trx: Transaction<Tables>, playbook: string) {
  return trx
    .selectFrom('releases')
    .select(['id', 'version'])
    .where(unindexed('playbook'), '=', playbook)
    .where('status', '=', 'open')
    .orderBy(unindexed('opened_at'))
    .execute();
}

async function addRelease(
  trx: Transaction<Tables>,
  release: ReleaseRecord,
  { main, steps }: { readonly main: RunRecord; readonly steps: readonly StepRecord[] },
): Promise<void> {
  const { id, playbook, type, plan, openedBy, openedAt } = release;
  await trx
    .insertInto('releases')
    .values({
      id,
      playbook,
      type,
      plan: JSON.stringify(plan),
      incident: release.incident,
      opened_by: openedBy,
      opened_at: openedAt,
      revision: 0,
      ...fromRelease(release),
    })
    .execute();
  await trx
    .insertInto('runs')
    .values(fromRun(id, main, 0))
    .execute();
  for (const step of steps) await trx.insertInto('steps').values(fromStep(id, step)).execute();
}

export async function saveSchedule(
  trx: Transaction<Tables>,
  { playbook, type, calendar, zone, nextAt }: ScheduleRecord,
): Promise<void> {
  const row = { calendar, zone, next_at: nextAt };
  await trx
    .insertInto('schedules')
    .values({ playbook, type, ...row })
    .onConflict((conflict) => conflict.columns(['playbook', 'type']).doUpdateSet(row))
    .execute();
}

export async function liveVersions(trx: Kysely<Tables>, playbook: string) {
  const rows = await trx
    .selectFrom('live_versions')
    .select(['target', 'version', 'release', 'deploy_id', 'at'])
    .where('playbook', '=', playbook)
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
  return rows.map(({ deploy_id, ...same }) => ({ ...same, playbook, deployId: deploy_id }));
}

export async function refusedVersions(db: Kysely<Tables>, playbook: string): Promise<readonly string[]> {
  const rows = await db.selectFrom('refused_versions').select('version').where('playbook', '=', playbook).execute();
  return rows.map(({ version }) => version);
}

export async function addLive(
  trx: Transaction<Tables>,
  { playbook, target, version, release, deployId, at }: LiveRecord,
): Promise<void> {
  await trx
    .insertInto('live_versions')
    .values({ playbook, target, version, release, deploy_id: deployId, at })
    .execute();
}
