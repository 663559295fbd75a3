import { UserError } from '../../core/errors.ts';
import type { OrderOf } from '../../core/release/order.ts';
import { escapeText, personText } from '../../core/text.ts';
import { authorise } from '../authorise.ts';
import { appendReleaseFact } from '../end-run.ts';
import { sayInThread } from '../say.ts';
import { from, type ReleaseHandler, runningRun, turnOf } from './_order.ts';

/** Anybody with a role in the playbook may stop the line; it takes effect with the commit. */
export const hold: ReleaseHandler<OrderOf<'hold'>> = async ({ reason }, unit, context) => {
  const run = runningRun(unit);
  const { playbook } = unit.release.plan;
  authorise(context.roles, Object.keys(playbook.roles), 'put a release on hold');
  if (unit.release.hold)
    throw new UserError('already', `\`${unit.release.id}\` is on hold already: ${unit.release.hold.reason}`);

  unit.release.hold = { by: context.sender.by, at: context.now, reason };
  const turn = turnOf(unit, context, run);
  await appendReleaseFact(turn, { type: 'release:held', reason }, from(context));
  await sayInThread(turn, `:double_vertical_bar: on hold by ${personText(context.sender.by)}: ${escapeText(reason)}`);
  return {
    text: `${unit.release.id} is on hold. Nothing new is started; clicks count, and a rollback stays possible. \`/release resume ${unit.release.id}\` lets it go on.`,
    to: 'channel',
    release: unit.release.id,
  };
};
