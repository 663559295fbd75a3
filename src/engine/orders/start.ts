import { UserError } from '../../core/errors.ts';
import type { Playbook } from '../../core/playbook/playbook.ts';
import type { OrderOf } from '../../core/release/order.ts';
import { listed } from '../../core/text.ts';
import { authorise } from '../authorise.ts';
import { openRelease } from '../open-release.ts';
import type { HouseHandler } from './_order.ts';

/** Opens a release by hand. */
export const start: HouseHandler<OrderOf<'start'>> = async (order, house, { playbook, sender, roles, now, ground }) => {
  const type = findType(playbook, order.type);
  const rules = playbook.types[type];
  authorise(roles, rules?.mayStart.length ? rules.mayStart : playbook.permissions.start, `start a ${type} release`);
  assertQualifies(type, rules?.criteria ?? {}, order.criteria);
  const open = await house.openReleases(playbook.playbook);
  if (open.length > 0 && !rules?.urgent) {
    throw new UserError('already_open', `${listed(open)} of ${playbook.title} is still open`, {
      fix: `Finish it first, or \`/release cancel ${open[0]} <reason>\`.`,
    });
  }
  const release = await openRelease(house, {
    playbook,
    type,
    slot: now,
    now,
    version: order.version,
    summary: [order.summary ?? '', ...order.criteria].filter((line) => line !== '').join('\n'),
    ...(order.incident !== undefined && { incident: order.incident }),
    by: sender.by,
    ground,
  });
  return { text: `${release.id} is open: ${playbook.title} v${release.version}.`, to: 'channel', release: release.id };
};

function findType({ types, playbook }: Playbook, name: string | undefined): string {
  const known = Object.keys(types);
  const type = name ?? known[0];
  if (type !== undefined && known.includes(type)) return type;
  throw new UserError('no_type', `\`${playbook}\` has no release type \`${name}\``, {
    fix: `It has: ${listed(known)}.`,
    field: 'type',
  });
}

function assertQualifies(
  type: string,
  criteria: Readonly<Record<string, readonly string[]>>,
  ticked: readonly string[],
): void {
  const all = Object.values(criteria).flat();
  if (all.length === 0 || ticked.some((criterion) => all.includes(criterion))) return;
  throw new UserError('no_criterion', `a ${type} release needs at least one of its criteria`, {
    fix: `Tick what is true: ${listed(all, 'or')}.`,
    field: 'criteria',
  });
}
