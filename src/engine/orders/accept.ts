import { UserError } from '../../core/errors.ts';
import type { OrderOf } from '../../core/release/order.ts';
import { escapeText, personText } from '../../core/text.ts';
import { authorise } from '../authorise.ts';
import { appendReleaseFact } from '../end-run.ts';
import { sayInThread } from '../say.ts';
import { from, type ReleaseHandler, turnOf } from './_order.ts';

/** What somebody did by hand in the repository is right as it is. */
export const accept: ReleaseHandler<OrderOf<'accept'>> = async ({ seen: key }, unit, context) => {
  const { release, steps } = unit;
  const run = unit.runs[0];
  const seen = (await unit.factsOfType('reality:seen')).find((fact) => 'key' in fact && fact.key === key);
  if (!run || !seen) throw new UserError('stale', `nothing of that kind was seen in \`${release.id}\``);
  const step = steps.find(({ run: of, id }) => of === 'main' && 'step' in seen && id === seen.step);
  authorise(
    context.roles,
    [step?.owner ?? release.plan.playbook.owner, release.plan.playbook.owner],
    'say that it is right',
  );
  const before = await unit.factsOfType('reality:accepted');
  if (before.some((fact) => 'key' in fact && fact.key === key)) throw new UserError('stale', 'that was said already');

  await appendReleaseFact(turnOf(unit, context, run), { type: 'reality:accepted', key }, from(context));
  const what = 'what' in seen ? String(seen.what) : key;
  await sayInThread({ unit }, `:ok: ${escapeText(what)}: it is right so, says ${personText(context.sender.by)}`);
  return { text: `Recorded: ${what}. It is right so.`, to: 'caller', release: release.id };
};
