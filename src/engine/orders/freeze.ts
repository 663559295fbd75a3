import { UserError } from '../../core/errors.ts';
import { lastingBranches } from '../../core/playbook/places.ts';
import type { OrderOf } from '../../core/release/order.ts';
import { escapeText, listed, personText } from '../../core/text.ts';
import { authorise } from '../authorise.ts';
import { termsByHand } from '../freezes/change-freeze.ts';
import { wantGuard } from '../freezes/want-guard.ts';
import { type HouseHandler, writeFreeze } from './_order.ts';

/** Closes the branches of a playbook by hand, outside of any release. */
export const freeze: HouseHandler<OrderOf<'freeze'>> = async ({ playbook: name, reason }, house, context) => {
  const { playbook, sender, roles, now, machine } = context;
  authorise(roles, [playbook.owner, ...playbook.permissions.start], 'freeze by hand');
  // A branch of one release has no name outside of it.
  const lasting = lastingBranches(playbook).filter(({ key }) => playbook.freeze?.branches.includes(key));
  const branches = lasting.map(({ name }) => name);
  if (branches.length === 0) {
    throw new UserError('no_freeze', `\`${name}\` names no lasting branches to freeze`, {
      fix: 'Write `freeze: { branches: [work] }`.',
    });
  }
  const holder = `@${sender.by}`;
  for (const branch of branches) await house.freeze({ playbook: name, branch, holder, since: now, reason });
  const { repository, freeze } = playbook;
  const wish = { playbook: name, repository, mode: freeze?.mode ?? 'announce', terms: termsByHand(playbook), machine };
  // What is enforced is said to be closed when the host has shown that it is.
  const [icon, is] = (await wantGuard(house, wish)) ? ['hourglass', 'is being closed'] : ['lock', 'is closed'];
  const text = `:${icon}: \`${escapeText(listed(branches))}\` ${is} by ${personText(sender.by)}: ${escapeText(reason)}`;
  await writeFreeze(house, { type: 'freeze:started', body: { branches, reason }, text }, context);
  return { text: `${listed(branches)} ${is}. \`/release thaw ${name} <reason>\` opens it.`, to: 'caller' };
};
