import { UserError } from '../../core/errors.ts';
import type { OrderOf } from '../../core/release/order.ts';
import { escapeText, listed, personText } from '../../core/text.ts';
import { authorise } from '../authorise.ts';
import { type HouseHandler, writeFreeze } from './_order.ts';

/** Closes the branches of a playbook by hand, outside of any release. */
export const freeze: HouseHandler<OrderOf<'freeze'>> = async ({ playbook: name, reason }, house, context) => {
  const { playbook, sender, roles, now } = context;
  authorise(roles, [playbook.owner, ...playbook.permissions.start], 'freeze by hand');
  const branches = (playbook.freeze?.branches ?? []).map((key) => playbook.branches[key]?.pattern ?? key);
  if (branches.length === 0) {
    throw new UserError('no_freeze', `\`${name}\` names no branches to freeze`, {
      fix: 'Write `freeze: { branches: [work], mode: announce }`.',
    });
  }
  const holder = `@${sender.by}`;
  for (const branch of branches) await house.freeze({ playbook: name, branch, holder, since: now, reason });
  const text = `:lock: \`${escapeText(listed(branches))}\` is closed by ${personText(sender.by)}: ${escapeText(reason)}`;
  await writeFreeze(house, { type: 'freeze:started', body: { branches, reason }, text }, context);
  return { text: `${listed(branches)} is closed. \`/release thaw ${name} <reason>\` opens it.`, to: 'caller' };
};
