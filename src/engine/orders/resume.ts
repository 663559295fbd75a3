import { UserError } from '../../core/errors.ts';
import type { OrderOf } from '../../core/release/order.ts';
import { personText } from '../../core/text.ts';
import { authorise } from '../authorise.ts';
import { appendReleaseFact } from '../end-run.ts';
import { sayInThread } from '../say.ts';
import { from, type ReleaseHandler, runningRun, turnOf } from './_order.ts';

/** Whoever put it on hold, or the owner of the playbook. */
export const resume: ReleaseHandler<OrderOf<'resume'>> = async (_order, unit, context) => {
  const run = runningRun(unit);
  const { hold, id, plan } = unit.release;
  if (!hold) throw new UserError('stale', `\`${id}\` is not on hold`);
  if (hold.by !== context.sender.by) {
    authorise(context.roles, [plan.playbook.owner, ...plan.playbook.permissions.start], 'end this hold');
  }

  unit.release.hold = null;
  const turn = turnOf(unit, context, run);
  await appendReleaseFact(turn, { type: 'release:resumed' }, from(context));
  await sayInThread(turn, `:arrow_forward: the hold is over, says ${personText(context.sender.by)}`);
  return { text: `${id} goes on.`, to: 'channel', release: id };
};
