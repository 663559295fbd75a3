import { UserError } from '../../core/errors.ts';
import type { OrderOf } from '../../core/release/order.ts';
import { authorise } from '../authorise.ts';
import { appendReleaseFact } from '../end-run.ts';
import { from, type ReleaseHandler, turnOf } from './_order.ts';

/** Blanks what one fact says, for a secret that was pasted into a reason. That it was blanked is itself a fact. */
export const blank: ReleaseHandler<OrderOf<'blank'>> = async ({ seq, reason }, unit, context) => {
  authorise(context.roles, [unit.release.plan.playbook.owner], 'blank a fact');
  const run = unit.runs[0];
  if (!run || !(await unit.blank(seq))) {
    throw new UserError('no_fact', `\`${unit.release.id}\` has no fact ${seq} with words of a person`, {
      fix: 'Look for its number in what `shipmate export` writes.',
    });
  }

  await appendReleaseFact(turnOf(unit, context, run), { type: 'fact:blanked', seq, reason }, from(context));
  return { text: `Fact ${seq} of ${unit.release.id} is blanked.`, to: 'caller', release: unit.release.id };
};
