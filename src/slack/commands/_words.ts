import { UserError } from '../../core/errors.ts';
import type { Releases } from '../../core/ports.ts';
import type { Order, Outcome } from '../../core/release/order.ts';
import type { ReleaseView } from '../../core/release/release.ts';
import { listed } from '../../core/text.ts';
import { releaseTitle } from '../blocks/words.ts';
import { type Message, replyTo } from '../reply.ts';
import type { CommandContext } from './_command.ts';

/** What may name a release, and what stands behind it. */
export interface ReleaseWords {
  readonly release: string | undefined;
  readonly rest: readonly string[];
}

/** A first word shaped like a release id is one: `kars-17`. Whether there is such a release is asked later. */
export function splitRelease(words: readonly string[]): ReleaseWords {
  const [first, ...rest] = words;
  return first !== undefined && /^[\w.-]*[a-z_][\w.-]*-\d+$/i.test(first)
    ? { release: first.toLowerCase(), rest }
    : { release: undefined, rest: words };
}

/** `[id]` and nothing else. */
export function onlyRelease(words: readonly string[]): ReleaseWords {
  const split = splitRelease(words);
  if (split.rest.length > 0) throw badUsage(`\`${split.rest.join(' ')}\` is not the id of a release.`);
  return split;
}

/** `[id] <reason>` */
export function releaseAndReason(words: readonly string[]): {
  readonly release: string | undefined;
  readonly reason: string;
} {
  const { release, rest } = splitRelease(words);
  if (rest.length === 0) throw badUsage('A reason is missing: it is kept with the release.');
  return { release, reason: rest.join(' ') };
}

/** `<playbook> <reason>` */
export function playbookAndReason(words: readonly string[]): { readonly playbook: string; readonly reason: string } {
  const [playbook, ...reason] = words;
  if (playbook === undefined) throw badUsage('The name of a playbook is missing.');
  if (reason.length === 0) throw badUsage('A reason is missing: it is kept with the freeze.');
  return { playbook, reason: reason.join(' ') };
}

export function noWords(words: readonly string[]): Record<string, never> {
  if (words.length > 0) throw badUsage(`\`${words.join(' ')}\` means nothing here.`);
  return {};
}

export function badUsage(message: string): UserError {
  return new UserError('bad_usage', message);
}

/** The release that is meant: the one named, or the only one that is open. Throws UserError otherwise. */
export async function pickRelease(id: string | undefined, releases: Releases): Promise<ReleaseView> {
  if (id !== undefined) return named(id, releases);
  const open = await releases.open();
  const [only, ...others] = open;
  if (!only) {
    throw new UserError('no_release', 'No release is open.', {
      fix: 'Start one with `/release start <playbook>`, or name one: `/release history` lists them.',
    });
  }
  if (others.length > 0) {
    throw new UserError('which_release', `${open.length} releases are open: ${listed(open.map(inWords))}.`, {
      fix: 'Put the id of the one that is meant right behind the command.',
    });
  }
  return only;
}

async function named(id: string, releases: Releases): Promise<ReleaseView> {
  const view = await releases.find(id);
  if (view) return view;
  const open = await releases.open();
  throw new UserError('no_such_release', `There is no release \`${id}\`.`, {
    fix: open.length === 0 ? '`/release history` lists what there was.' : `Open: ${listed(open.map(inWords))}.`,
  });
}

function inWords(view: ReleaseView): string {
  return `\`${view.id}\` (${releaseTitle(view)})`;
}

/** Hands the order to the one door, and its outcome back. */
export async function order(order: Order, { by, key, releases }: CommandContext): Promise<Message> {
  const outcome: Outcome = await releases.submit(order, { by, via: 'slack', key });
  return replyTo(outcome);
}
