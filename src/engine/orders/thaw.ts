import { UserError } from '../../core/errors.ts';
import type { OrderOf } from '../../core/release/order.ts';
import { escapeText, listed, personText } from '../../core/text.ts';
import { authorise } from '../authorise.ts';
import { type HouseHandler, writeFreeze } from './_order.ts';

/** Opens the branches of a playbook, whoever holds them: the way out when a release ended and left its freeze. */
export const thaw: HouseHandler<OrderOf<'thaw'>> = async ({ playbook: name, reason }, house, context) => {
  const { playbook, sender, roles, now } = context;
  authorise(roles, [playbook.owner, ...playbook.permissions.start], 'lift a freeze');
  const lifted = await house.thaw(name, now);
  if (lifted.length === 0) throw new UserError('stale', `nothing of \`${name}\` is frozen`);

  const branches = [...new Set(lifted.map(({ branch }) => branch))];
  const holders = [...new Set(lifted.map(({ holder }) => holder))];
  const text = `:unlock: \`${escapeText(listed(branches))}\` is open again, says ${personText(sender.by)}: ${escapeText(reason)}`;
  await writeFreeze(house, { type: 'freeze:lifted', body: { branches, holders, reason }, text }, context);
  return { text: `${listed(branches)} is open again.`, to: 'caller' };
};
