import { UserError } from '../../core/errors.ts';
import type { OrderOf } from '../../core/release/order.ts';
import { isEnded } from '../../core/release/release.ts';
import type { StepRecord } from '../../core/store.ts';
import { authorise, NotAllowed } from '../authorise.ts';
import { skipStep } from '../end-step.ts';
import { plannedOf, type Turn } from '../turn.ts';
import { from, type ReleaseHandler, runOfStep, stoppedOr, turnOf } from './_order.ts';

export const skip: ReleaseHandler<OrderOf<'skip'>> = async ({ step: id, reason }, unit, context) => {
  const run = runOfStep(unit, id);
  const step = stoppedOr(unit, run, id);
  const turn = turnOf(unit, context, run);
  authoriseSkip(turn, step, context.roles);
  if (isEnded(step.status)) throw new UserError('stale', `\`${step.title}\` has ended: ${step.note || step.status}`);

  await skipStep(turn, step, { note: reason, ...from(context) });
  return { text: `${step.title} is skipped.`, to: 'channel', release: unit.release.id };
};

/** Throws unless these roles may skip the step and, of a `parallel`, all of it that has not ended. */
export function authoriseSkip(turn: Turn, step: StepRecord, roles: readonly string[]): void {
  const children = turn.unit.steps.filter(({ run, parent }) => run === step.run && parent === step.id);
  for (const each of [step, ...children.filter(({ status }) => !isEnded(status))]) {
    const allowed = plannedOf(turn, each.id).skip;
    if (allowed.length === 0) throw new NotAllowed(`skip ${each.title}, which is never skipped`, []);
    authorise(roles, allowed, `skip ${each.title}`);
    if (!turn.unit.intents.some((intent) => intent.run === each.run && intent.step === each.id)) continue;
    throw new UserError('unsettled', `\`${each.title}\` is doing something right now`, {
      fix: 'Wait until that is settled.',
    });
  }
}
