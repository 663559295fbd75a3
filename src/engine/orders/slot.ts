import { UserError } from '../../core/errors.ts';
import type { OrderOf } from '../../core/release/order.ts';
import { authorise } from '../authorise.ts';
import { openRelease } from '../open-release.ts';
import type { HouseHandler } from './_order.ts';

/** What shall become of a slot that fired while a release was open. */
export const slot: HouseHandler<OrderOf<'slot'>> = async (order, house, { playbook, sender, roles, now, ground }) => {
  authorise(roles, [playbook.owner, ...playbook.permissions.start], 'decide about a release that was due');
  // Taken here, it was never asked about; throwing gives it back.
  if (await house.takeSlot(order.playbook, `${order.type}/asked`, order.slot)) {
    throw new UserError(
      'stale',
      `nobody was asked about a ${order.type} release of \`${order.playbook}\` at that time`,
    );
  }
  if (!(await house.takeSlot(order.playbook, `${order.type}/decided`, order.slot))) {
    throw new UserError('stale', 'this was decided already');
  }
  if (order.choice === 'skip') return { text: `Left out: ${order.type} of ${playbook.title}.`, to: 'channel' };
  const release = await openRelease(house, {
    playbook,
    type: order.type,
    slot: order.slot,
    now,
    by: sender.by,
    ground,
  });
  return { text: `${release.id} is open: ${playbook.title} v${release.version}.`, to: 'channel', release: release.id };
};
