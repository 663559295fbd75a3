import { UserError } from '../../core/errors.ts';
import type { OrderOf } from '../../core/release/order.ts';
import { isEnded } from '../../core/release/release.ts';
import { authorise, NotAllowed } from '../authorise.ts';
import { skipStep } from '../end-step.ts';
import { plannedOf } from '../turn.ts';
import { from, type ReleaseHandler, runningRun, stoppedOr, turnOf } from './_order.ts';

export const skip: ReleaseHandler<OrderOf<'skip'>> = async ({ step: id, reason }, unit, context) => {
  const run = runningRun(unit);
  const step = stoppedOr(unit, run, id);
  const turn = turnOf(unit, context, run);
  const allowed = plannedOf(turn, step.id).skip;
  if (allowed.length === 0) throw new NotAllowed(`skip ${step.title}, which is never skipped`, []);
  authorise(context.roles, allowed, `skip ${step.title}`);
  if (isEnded(step.status)) throw new UserError('stale', `\`${step.title}\` has ended: ${step.note || step.status}`);
  if (unit.intents.some((intent) => intent.run === step.run && intent.step === step.id)) {
    throw new UserError('unsettled', `\`${step.title}\` is doing something right now`, {
      fix: 'Wait until that is settled.',
    });
  }

  await skipStep(turn, step, { note: reason, ...from(context) });
  return { text: `${step.title} is skipped.`, to: 'channel', release: unit.release.id };
};
