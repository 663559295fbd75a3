import { UserError } from '../../core/errors.ts';
import type { OrderOf } from '../../core/release/order.ts';
import { authorise } from '../authorise.ts';
import { appendReleaseFact } from '../end-run.ts';
import { from, type ReleaseHandler, turnOf } from './_order.ts';

/** Ticks a follow-up off. */
export const followUp: ReleaseHandler<OrderOf<'follow-up'>> = async ({ id }, unit, context) => {
  const found = (await unit.followUps()).find((each) => each.id === id);
  const run = unit.runs[0];
  if (!found || !run) throw new UserError('no_follow_up', `\`${unit.release.id}\` has no follow-up ${id}`);
  if (found.doneAt !== null) throw new UserError('stale', `\`${found.title}\` is done already`);
  authorise(context.roles, [found.owner, unit.release.plan.playbook.owner], `tick off ${found.title}`);

  await unit.saveFollowUp({ ...found, doneAt: context.now, doneBy: context.sender.by, told: true });
  await appendReleaseFact(turnOf(unit, context, run), { type: 'follow-up:done', title: found.title }, from(context));
  return { text: `Done: ${found.title}.`, to: 'channel', release: unit.release.id };
};
