import { UserError } from '../core/errors.ts';
import { guardView } from '../core/freeze/guard.ts';
import { mainTarget } from '../core/playbook/main-target.ts';
import type { Releases } from '../core/ports.ts';
import type { RollbackForm } from '../core/release/release.ts';
import { submit } from './door.ts';
import type { EngineParts } from './parts.ts';
import { toView } from './read-release.ts';
import { asksDatabase, hasTouchedMainTarget, provenVersions } from './rollback.ts';

/** Everything that a surface can do. `changed` is told the id of a release after an order moved it, `ordered` of the others. */
export function createReleases(parts: EngineParts, changed: (release: string) => void, ordered: () => void): Releases {
  const { store } = parts;
  const find: Releases['find'] = async (id) => {
    const records = await store.read(id);
    return records && toView(records);
  };
  return {
    find,

    async submit(order, sender) {
      const outcome = await submit(order, sender, parts);
      if (outcome.release) changed(outcome.release);
      else ordered();
      return outcome;
    },

    async open() {
      const views = [];
      for (const id of await store.openIds()) {
        const view = await find(id);
        if (view) views.push(view);
      }
      return views;
    },

    async history(limit, playbook) {
      const { good } = await parts.shelf();
      const rows = await store.history(limit, playbook);
      return rows.map((row) => ({ ...row, title: good.get(row.title)?.title ?? row.title }));
    },

    async freezes() {
      const guards = await store.guards();
      return (await store.freezes()).map((freeze) => ({
        ...freeze,
        guard: guardView(guards.find(({ playbook }) => playbook === freeze.playbook)),
      }));
    },

    playbooks: () => parts.shelf(),
    rollbackForm: (release) => rollbackForm(release, parts),

    async upcoming(limit) {
      const schedules = await store.schedules();
      return schedules.slice(0, limit).map(({ playbook, type, nextAt }) => ({ playbook, type, at: nextAt }));
    },
  };
}

async function rollbackForm(id: string, { store }: EngineParts): Promise<RollbackForm> {
  const records = await store.read(id);
  if (!records)
    throw new UserError('no_release', `there is no release \`${id}\``, { fix: '`/release list` shows them.' });
  const { release } = records;
  const { playbook } = release.plan;
  if (!playbook.rollback || release.plan.rollback.length === 0) {
    throw new UserError('no_plan', `the playbook of \`${id}\` has no rollback`, { fix: 'Write a `rollback:` part.' });
  }
  const { steps, intents } = records;
  const factsOfType = async (type: string) => (await store.facts(id)).filter((fact) => fact.type === type);
  if (!(await hasTouchedMainTarget({ release, steps: [...steps], intents: [...intents], factsOfType }))) {
    throw new UserError('not_deployed', `nothing of \`${id}\` is deployed yet`, {
      fix: `\`/release cancel ${id} <reason>\` stops it.`,
    });
  }
  const live = await store.liveVersions(playbook.playbook);
  const target = mainTarget(playbook);
  const proven = provenVersions(release, live, await store.refusedVersions(playbook.playbook));
  return {
    release: id,
    title: playbook.title,
    running: live.find((record) => record.target === target)?.version ?? 'unknown',
    versions: proven.map(({ version, at, release: from }) => ({ version, liveAt: at, release: from })),
    plan: release.plan.rollback.flatMap(({ steps }) => steps.map(({ title }) => title)),
    asksDatabase: asksDatabase(release.plan),
    triggers: playbook.rollback.triggers.map(({ text }) => text),
    decidedBy: playbook.rollback.decidedBy,
  };
}
