import { UserError } from '../../core/errors.ts';
import type { OrderOf } from '../../core/release/order.ts';
import { isEnded } from '../../core/release/release.ts';
import { escapeText, personText } from '../../core/text.ts';
import { authorise } from '../authorise.ts';
import { appendReleaseFact } from '../end-run.ts';
import { hasTouchedMainTarget } from '../rollback.ts';
import { callPeople, sayMessage } from '../say.ts';
import { AT_REST } from '../turn.ts';
import { from, type ReleaseHandler, runningRun, turnOf } from './_order.ts';

export const cancel: ReleaseHandler<OrderOf<'cancel'>> = async ({ reason }, unit, context) => {
  const run = runningRun(unit);
  const { release } = unit;
  const { playbook } = release.plan;
  authorise(context.roles, playbook.permissions.cancel, 'cancel a release');
  const hasTouched = await hasTouchedMainTarget(unit);
  if (unit.intents.length > 0 && !hasTouched) {
    throw new UserError('unsettled', `\`${release.id}\` is doing something right now`, {
      fix: 'Wait until that is settled; `/release status` shows what it is.',
    });
  }
  if (hasTouched) {
    throw new UserError('deployed', `\`${release.id}\` has begun to deploy: leaving it half done helps nobody`, {
      fix: `\`/release rollback ${release.id}\` takes it back properly.`,
    });
  }

  for (const step of unit.steps)
    if (!isEnded(step.status))
      Object.assign(step, AT_REST, { status: 'skipped', note: 'cancelled', endedAt: context.now });
  for (const each of unit.runs) {
    if (each.status === 'running') Object.assign(each, { status: 'cancelled', endedAt: context.now, wakeAt: null });
  }
  Object.assign(release, { status: 'cancelled', endedAt: context.now, hold: null });
  const turn = turnOf(unit, context, run);
  await appendReleaseFact(turn, { type: 'release:cancelled', reason }, from(context));
  await sayMessage(turn, 'release-cancelled', {
    fill: { reason: escapeText(reason), who: personText(context.sender.by) },
  });
  const frozen = await unit.frozen();
  if (frozen.length > 0) {
    await callPeople(turn, {
      text: `\`${escapeText(frozen.join(', '))}\` is still closed. \`/release thaw ${playbook.playbook} <reason>\` opens it.`.replace(
        '<reason>',
        '&lt;reason&gt;',
      ),
      mentions: [playbook.owner],
    });
  }
  return {
    text: `${release.id} is cancelled. A freeze that it holds stays until somebody lifts it.`,
    to: 'channel',
    release: release.id,
  };
};
