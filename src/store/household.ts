import type { Transaction } from 'kysely';
import type { ReleaseUnit } from '../core/store.ts';
import { freezesIn, NAG_MS } from './freezes.ts';
import { addLive, liveVersions, openReleases, refusedVersions } from './house.ts';
import { findOutcome, rememberOrder } from './inbox.ts';
import { toFollowUp } from './rows.ts';
import type { Tables } from './schema.ts';

/** What a release shares with the others of its playbook: versions, freezes, follow-ups, orders. */
export function household(
  trx: Transaction<Tables>,
  { release }: Pick<ReleaseUnit, 'release'>,
  state: { wrote: boolean },
) {
  const { id, playbook } = release;
  const frozen = async (): Promise<readonly string[]> =>
    (
      await trx.selectFrom('freezes').select('branch').where('holder', '=', id).where('ended_at', 'is', null).execute()
    ).map(({ branch }) => branch);
  return {
    live: () => liveVersions(trx, playbook),

    async addLive(live) {
      state.wrote = true;
      await addLive(trx, { ...live, playbook });
    },

    refused: () => refusedVersions(trx, playbook),

    async onTheirWay() {
      const open = await openReleases(trx, playbook);
      return open.filter((other) => other.id !== id).map(({ version }) => version);
    },

    async refuseVersion(version, at) {
      state.wrote = true;
      await trx
        .insertInto('refused_versions')
        .values({ playbook, version, release: id, at })
        .onConflict((conflict) => conflict.columns(['playbook', 'version']).doNothing())
        .execute();
    },

    frozen,
    ...freezesIn(trx),

    async freeze(branches, at, reason) {
      state.wrote = true;
      const held = await frozen();
      for (const branch of branches.filter((name) => !held.includes(name))) {
        await trx
          .insertInto('freezes')
          .values({ playbook, branch, holder: id, since: at, reason, ended_at: null, nag_at: at + NAG_MS })
          .execute();
      }
    },

    async thaw(at) {
      state.wrote = true;
      const held = await frozen();
      await trx
        .updateTable('freezes')
        .set({ ended_at: at })
        .where('holder', '=', id)
        .where('ended_at', 'is', null)
        .execute();
      const others = await trx
        .selectFrom('freezes')
        .select('branch')
        .where('playbook', '=', playbook)
        .where('ended_at', 'is', null)
        .execute();
      return held.filter((branch) => !others.some((other) => other.branch === branch));
    },

    async addFollowUp({ title, owner, dueAt }) {
      state.wrote = true;
      await trx
        .insertInto('follow_ups')
        .values({ release: id, title, owner, due_at: dueAt, done_at: null, done_by: null, told: 0 })
        .execute();
    },

    async followUps() {
      const rows = await trx.selectFrom('follow_ups').selectAll().where('release', '=', id).orderBy('due_at').execute();
      return rows.map(toFollowUp);
    },

    async saveFollowUp({ id: number, doneAt, doneBy, told }) {
      state.wrote = true;
      await trx
        .updateTable('follow_ups')
        .set({ done_at: doneAt, done_by: doneBy, told: told ? 1 : 0 })
        .where('id', '=', number)
        .execute();
    },

    remember: (order, sender, outcome, machine) => rememberOrder(trx, { order, sender, outcome, machine }),
    outcomeOf: (key) => findOutcome(trx, key),
  } satisfies Partial<ReleaseUnit>;
}
