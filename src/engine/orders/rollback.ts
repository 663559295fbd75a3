import { UserError } from '../../core/errors.ts';
import { mainTarget } from '../../core/playbook/main-target.ts';
import type { OrderOf } from '../../core/release/order.ts';
import type { LiveRecord, ReleaseUnit, RunRecord } from '../../core/store.ts';
import { escapeText, personText } from '../../core/text.ts';
import { authorise } from '../authorise.ts';
import { appendReleaseFact } from '../end-run.ts';
import { beginRollback, hasTouchedMainTarget, provenVersions } from '../rollback.ts';
import { sayInThread } from '../say.ts';
import { isRollback } from '../turn.ts';
import { from, type ReleaseHandler, turnOf } from './_order.ts';

/** The decision of the incident commander or a deputy: roll back, or fix forward and leave the release as it is. */
export const rollback: ReleaseHandler<OrderOf<'rollback'>> = async (order, unit, context) => {
  const { release } = unit;
  const { rollback: rules } = release.plan.playbook;
  if (!rules || release.plan.rollback.length === 0) {
    throw new UserError('no_plan', `the playbook of \`${release.id}\` has no rollback`, {
      fix: 'Write a `rollback:` part for the next release.',
    });
  }
  authorise(context.roles, rules.decidedBy, 'decide on a rollback');
  if (unit.runs.some((run) => isRollback(run) && run.status === 'running' && !isStopped(unit, run))) {
    throw new UserError('already', `the rollback of \`${release.id}\` is under way already`);
  }
  if (release.status === 'rolled-back' || release.status === 'cancelled') {
    throw new UserError('stale', `\`${release.id}\` has ended (${release.status})`);
  }
  if (!(await hasTouchedMainTarget(unit))) {
    throw new UserError('not_deployed', `nothing of \`${release.id}\` is deployed yet`, {
      fix: `\`/release cancel ${release.id} <reason>\` stops it.`,
    });
  }
  const main = unit.runs[0];
  if (!main) throw new Error(`${release.id} has no main run`);
  const turn = turnOf(unit, context, main);
  if (order.choice === 'fix-forward') {
    await appendReleaseFact(
      turn,
      { type: 'rollback:declined', reason: order.reason, impact: order.impact },
      from(context),
    );
    await sayInThread(
      turn,
      `:fast_forward: ${personText(context.sender.by)} decided to fix forward: ${escapeText(order.reason)}`,
    );
    return { text: `Recorded: ${release.id} is fixed forward, not rolled back.`, to: 'channel', release: release.id };
  }

  const live = await unit.live();
  assertStillRuns(unit, live);
  const proven = provenVersions(release, live, await unit.refused());
  if (!proven.some(({ version }) => version === order.version)) {
    const known = proven.map(({ version }) => version).join(', ');
    throw new UserError('not_proven', `\`${order.version}\` was never proven live, or was rolled back itself`, {
      fix: known ? `Proven: ${known}.` : 'Nothing is proven; deploy by hand.',
      field: 'version',
    });
  }
  const { version, reason, impact, database } = order;
  await beginRollback(turn, { version, reason, impact, database, ...from(context) });
  return { text: `${release.id} goes back to ${order.version}.`, to: 'channel', release: release.id };
};

/** A finished release can only be taken back while nothing newer is live. */
function assertStillRuns({ release }: ReleaseUnit, live: readonly LiveRecord[]): void {
  const target = mainTarget(release.plan.playbook);
  const newest = live.find((record) => record.target === target);
  if (release.status !== 'finished' || !newest || newest.version === release.version) return;
  throw new UserError('not_live', `\`${release.version}\` is not live any more: ${target} runs \`${newest.version}\``, {
    fix: newest.release ? `Roll \`${newest.release}\` back instead.` : 'There is nothing to take back.',
    field: 'version',
  });
}

/** A rollback that a step has brought to a stop gives way to another one: the version it leads to may be no better. */
function isStopped({ steps }: Pick<ReleaseUnit, 'steps'>, { id }: RunRecord): boolean {
  return steps.some(({ run, status }) => run === id && status === 'stopped');
}
