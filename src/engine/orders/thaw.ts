import { UserError } from '../../core/errors.ts';
import type { OrderOf } from '../../core/release/order.ts';
import { escapeText, listed, personText } from '../../core/text.ts';
import { authorise } from '../authorise.ts';
import { termsByHand } from '../freezes/change-freeze.ts';
import { wantGuard } from '../freezes/want-guard.ts';
import { type HouseHandler, writeFreeze } from './_order.ts';

/** Opens the branches of a playbook, whoever holds them: the way out when a release ended and left its freeze. */
export const thaw: HouseHandler<OrderOf<'thaw'>> = async ({ playbook: name, reason }, house, context) => {
  const { playbook, sender, roles, now, machine } = context;
  authorise(roles, [playbook.owner, ...playbook.permissions.start], 'lift a freeze');
  const lifted = await house.thaw(name, now);
  if (lifted.length === 0) throw new UserError('stale', `nothing of \`${name}\` is frozen`);

  const branches = [...new Set(lifted.map(({ branch }) => branch))];
  const holders = [...new Set(lifted.map(({ holder }) => holder))];
  const { repository, freeze } = playbook;
  const wish = { playbook: name, repository, mode: freeze?.mode ?? 'announce', terms: termsByHand(playbook), machine };
  const [icon, is] = (await wantGuard(house, wish)) ? ['hourglass', 'is being opened'] : ['unlock', 'is open'];
  const text = `:${icon}: \`${escapeText(listed(branches))}\` ${is} again, says ${personText(sender.by)}: ${escapeText(reason)}`;
  await writeFreeze(house, { type: 'freeze:lifted', body: { branches, holders, reason }, text }, context);
  return { text: `${listed(branches)} ${is} again.`, to: 'caller' };
};
