import { messageOf, TransientError, UserError } from '../core/errors.ts';
import type { Playbook } from '../core/playbook/playbook.ts';
import type { Order, OrderOf, Outcome, Sender } from '../core/release/order.ts';
import type { ReleaseUnit } from '../core/store.ts';
import { listed } from '../core/text.ts';
import { NotAllowed } from './authorise.ts';
import { type Ground, groundFor } from './ground.ts';
import type {
  HouseContext,
  HouseHandler,
  HouseOrder,
  OrderContext,
  ReleaseHandler,
  ReleaseOrder,
} from './orders/_order.ts';
import { accept } from './orders/accept.ts';
import { answer } from './orders/answer.ts';
import { blank } from './orders/blank.ts';
import { cancel } from './orders/cancel.ts';
import { exception, pullOf, releaseOfException } from './orders/exception.ts';
import { followUp } from './orders/follow-up.ts';
import { freeze } from './orders/freeze.ts';
import { guard } from './orders/guard.ts';
import { hold } from './orders/hold.ts';
import { resume } from './orders/resume.ts';
import { retry } from './orders/retry.ts';
import { rollback } from './orders/rollback.ts';
import { settle } from './orders/settle.ts';
import { skip } from './orders/skip.ts';
import { slot } from './orders/slot.ts';
import { start } from './orders/start.ts';
import { thaw } from './orders/thaw.ts';
import type { EngineParts } from './parts.ts';
import { findPlaybook } from './shelf.ts';
import { isException } from './turn.ts';

const RELEASE_ORDERS: { readonly [Name in ReleaseOrder['order']]: ReleaseHandler<OrderOf<Name>> } = {
  accept,
  answer,
  blank,
  cancel,
  'follow-up': followUp,
  hold,
  resume,
  retry,
  rollback,
  settle,
  skip,
};

const HOUSE_ORDERS: { readonly [Name in HouseOrder['order']]: HouseHandler<OrderOf<Name>> } = {
  freeze,
  guard,
  slot,
  start,
  thaw,
};

/**
 * The only door. Resolves the sender's roles first (that may take the network), then locks, authorises, appends and
 * remembers in one transaction. Throws UserError when a rule says no; then nothing is stored.
 */
export async function submit(order: Order, sender: Sender, parts: EngineParts): Promise<Outcome> {
  // What opens a release asks the outside first, which nobody should wait for twice.
  const known = 'release' in order ? undefined : await parts.store.outcomeOf(sender.key);
  if (known) return known;
  const release = await releaseOf(order, parts);
  const playbook = await playbookOf(order, release, parts);
  const now = parts.clock.now();
  const [roles, login] = await Promise.all([
    parts.roles.of(playbook, sender.by, now),
    loginOf(order, playbook, sender, parts),
  ]);
  const context: OrderContext = { parts, sender, roles, login, now, machine: parts.clock.machine() };
  try {
    if (order.order === 'exception') {
      const pull = await pullOf(order, playbook, parts);
      return await submitTo(release ?? '', { order, context }, (unit) => exception(order, unit, { ...context, pull }));
    }
    return 'release' in order
      ? await submitToRelease(order, context)
      : await submitToHouse(order, { ...context, playbook, ground: await groundOf(order, playbook, parts) });
  } catch (error) {
    if (error instanceof NotAllowed) throw await refusal(error, playbook, context);
    throw error;
  }
}

/** Only an exception asks whose change something is: no other click waits for the directory. */
async function loginOf(order: Order, playbook: Playbook, { by }: Sender, parts: EngineParts): Promise<string | null> {
  if (order.order !== 'answer' || !isException({ id: order.run })) return null;
  try {
    const login = await parts.roles.login(playbook, by);
    if (login !== null) return login;
    // Who somebody is is no part of the process: it may be written down while a freeze stands.
    const now = (await parts.shelf()).good.get(playbook.playbook);
    return now ? await parts.roles.login(now, by) : null;
  } catch (error) {
    parts.log.warn('a login could not be looked up', { by, error: messageOf(error) });
    return null;
  }
}

/** The release that an order moves; undefined when it belongs to none. */
async function releaseOf(order: Order, parts: EngineParts): Promise<string | undefined> {
  if (order.order === 'exception') return releaseOfException(order, parts);
  return 'release' in order ? order.release : undefined;
}

async function playbookOf(order: Order, release: string | undefined, parts: EngineParts): Promise<Playbook> {
  if (!('release' in order) && order.order !== 'exception') return findPlaybook(await parts.shelf(), order.playbook);
  const plan = await parts.store.plan(release ?? '');
  if (plan) return plan.playbook;
  throw new UserError('no_release', `there is no release \`${release}\``, {
    fix: '`/release list` shows the open ones.',
  });
}

function submitToRelease(order: ReleaseOrder, context: OrderContext): Promise<Outcome> {
  const handler = RELEASE_ORDERS[order.order] as ReleaseHandler<ReleaseOrder>;
  return submitTo(order.release, { order, context }, (unit) => handler(order, unit, context));
}

function submitTo(
  release: string,
  { order, context: { parts, sender, machine } }: { readonly order: Order; readonly context: OrderContext },
  carryOut: (unit: ReleaseUnit) => Promise<Outcome>,
): Promise<Outcome> {
  return parts.store.withRelease(release, async (unit) => {
    // Inside the lock: the same click may have been delivered twice at the same moment.
    const known = await unit.outcomeOf(sender.key);
    if (known) return known;
    const outcome = await carryOut(unit);
    await unit.remember(order, sender, outcome, machine);
    return outcome;
  });
}

async function submitToHouse(order: HouseOrder, context: HouseContext): Promise<Outcome> {
  const { parts, sender, machine } = context;
  return parts.store.withHouse(async (house) => {
    const known = await house.outcomeOf(sender.key);
    if (known) return known;
    const handler = HOUSE_ORDERS[order.order] as HouseHandler<HouseOrder>;
    const result = await handler(order, house, context);
    await house.remember(order, sender, result, machine);
    return result;
  });
}

/** Only what opens a release asks outside. */
async function groundOf(order: HouseOrder, playbook: Playbook, parts: EngineParts): Promise<Ground> {
  if (order.order !== 'start' && order.order !== 'slot') return { found: undefined, fixes: { state: 'fine' } };
  const type = order.type ?? Object.keys(playbook.types)[0] ?? '';
  return groundFor(playbook, type, parts);
}

/** Who could do it instead, by name. That they can't be looked up right now must not hide the refusal. */
async function refusal(
  { what, allowed }: NotAllowed,
  playbook: Playbook,
  { parts, now }: OrderContext,
): Promise<UserError> {
  if (allowed.length === 0) return new UserError('not_allowed', `nobody may ${what}`);
  const people: string[] = [];
  for (const role of allowed) {
    try {
      const { members, deputies } = await parts.roles.members(playbook, role, now);
      people.push(...members, ...deputies);
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      parts.log.warn('a role could not be resolved', { role, error: messageOf(error) });
    }
  }
  return new UserError('not_allowed', `you don't have the role to ${what}`, {
    fix: `It takes the role ${listed(
      [...new Set(allowed)].map((role) => `\`${role}\``),
      'or',
    )}.`,
    people: [...new Set(people)],
  });
}
