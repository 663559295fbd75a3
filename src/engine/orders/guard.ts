import { UserError } from '../../core/errors.ts';
import type { OrderOf } from '../../core/release/order.ts';
import { escapeText, listed, personText } from '../../core/text.ts';
import { authorise } from '../authorise.ts';
import { waived } from '../freezes/want-guard.ts';
import type { HouseHandler } from './_order.ts';

/** Somebody undid a freeze at the host, or the host would not close it: close it again, or leave it a word. */
export const guard: HouseHandler<OrderOf<'guard'>> = async ({ playbook: name, choice }, house, context) => {
  const { playbook, sender, roles, now, machine } = context;
  authorise(roles, [playbook.owner, ...playbook.permissions.start], 'decide about a freeze');
  const found = await house.guard(name);
  if (found?.wanted !== 'closed') throw new UserError('stale', `nothing of \`${name}\` is to be closed any more`);

  const after =
    choice === 'leave' ? waived(found, machine) : ({ ...found, state: 'closing', tries: 0, nextAt: machine } as const);
  await house.saveGuard({ ...after, noticed: '' });
  const { by, via } = sender;
  await house.append({ type: `guard:${choice}`, body: { playbook: name }, at: now, recorded: machine, by, via });
  const branches = escapeText(listed(found.branches));
  const what = choice === 'close' ? 'is closed again' : 'stays open at the host; the freeze is a word alone';
  const text = `:lock: \`${branches}\` ${what}, says ${personText(by)}`;
  await house.say({ kind: 'announce', playbook: name, channel: found.terms.channel, text });
  return { text: choice === 'close' ? 'It is closed again.' : 'It is left as it is.', to: 'caller' };
};
