import type { ModalView } from '@slack/types';
import { UserError } from '../core/errors.ts';
import type { Releases } from '../core/ports.ts';
import type { Outcome } from '../core/release/order.ts';
import type { Family, PressContext, Pressed } from './actions/_family.ts';
import { orderKey } from './order-key.ts';
import { type Click, formState, type Submission, type View } from './payloads.ts';

export interface PressParts {
  readonly families: ReadonlyMap<string, Family>;
  readonly releases: Releases;
}

/** A click on a button of a message. Throws UserError for what is refused, anything else for what was not stored. */
export async function press(click: Click, { families, releases }: PressParts): Promise<Pressed> {
  const [{ action_id, action_ts, value = '' }] = click.actions;
  const { family, verb } = familyOf(action_id, families);
  const parsed = family.value.safeParse(json(value));
  if (!family.press || !parsed.success) throw outdated();
  return family.press(verb, parsed.data, {
    by: click.user.id,
    key: orderKey('click', action_ts, click.user.id, action_id, value),
    channel: click.channel?.id,
    releases,
  });
}

/** An input inside an open modal that the rest of it depends on. */
export async function change(click: Click, view: View, { families, releases }: PressParts): Promise<ModalView> {
  const [{ action_id }] = click.actions;
  const { family, verb } = familyOf(action_id, families);
  if (!family.change) throw outdated();
  return family.change(verb, formState(view, metaOf(family, view)), contextOf(click.user.id, '', releases));
}

/** A submitted modal. */
export async function submit({ user, view }: Submission, { families, releases }: PressParts): Promise<Outcome> {
  const { family, verb } = familyOf(view.callback_id, families);
  if (!family.submit) throw outdated();
  // With what is filled in: a corrected form is another answer, though Slack gives it the same id and hash.
  const key = orderKey('form', view.id, view.hash, user.id, JSON.stringify(view.state.values));
  return family.submit(verb, formState(view, metaOf(family, view)), contextOf(user.id, key, releases));
}

/** The channel from which a modal was opened, for what is to be said after it. */
export function channelOf(view: View): string | undefined {
  const meta = json(view.private_metadata);
  const channel = typeof meta === 'object' && meta !== null && 'channel' in meta ? meta.channel : undefined;
  return typeof channel === 'string' ? channel : undefined;
}

function contextOf(by: string, key: string, releases: Releases): PressContext {
  return { by, key, channel: undefined, releases };
}

function familyOf(
  id: string,
  families: ReadonlyMap<string, Family>,
): { readonly family: Family; readonly verb: string } {
  const [name = '', verb = ''] = id.split(':');
  const family = families.get(name);
  if (!family) throw outdated();
  return { family, verb };
}

function metaOf(family: Family, view: View): unknown {
  const parsed = family.meta.safeParse(json(view.private_metadata));
  if (!parsed.success) throw outdated();
  return parsed.data;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What isn't JSON is refused by the family's schema like any other wrong value.
    return undefined;
  }
}

function outdated(): UserError {
  return new UserError('stale', 'This button is from another version of Shipmate.', {
    fix: 'Where things stand: `/release status`.',
  });
}
