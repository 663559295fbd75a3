import { UserError } from '../../core/errors.ts';
import type { OrderOf } from '../../core/release/order.ts';
import { escapeText, listed, personText } from '../../core/text.ts';
import { authorise } from '../authorise.ts';
import type { HouseHandler } from './_order.ts';

/** Opens the branches of a playbook, whoever holds them: the way out when a release ended and left its freeze. */
export const thaw: HouseHandler<OrderOf<'thaw'>> = async ({ playbook: name, reason }, house, context) => {
  const { playbook, sender, roles, now, machine } = context;
  authorise(roles, [playbook.owner, ...playbook.permissions.start], 'lift a freeze');
  const lifted = await house.thaw(name, now);
  if (lifted.length === 0) throw new UserError('stale', `nothing of \`${name}\` is frozen`);

  const branches = [...new Set(lifted.map(({ branch }) => branch))];
  const holders = [...new Set(lifted.map(({ holder }) => holder))];
  await house.append({
    type: 'freeze:lifted',
    body: { playbook: name, branches, holders, reason },
    at: now,
    recorded: machine,
    by: sender.by,
    via: sender.via,
  });
  await house.say({
    kind: 'announce',
    playbook: name,
    channel: playbook.channels.main?.slack ?? '',
    text: `:unlock: \`${escapeText(listed(branches))}\` is open again, says ${personText(sender.by)}: ${escapeText(reason)}`,
  });
  return { text: `${listed(branches)} is open again.`, to: 'caller' };
};
