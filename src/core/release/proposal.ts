import { readMessage } from '../notes/conventional.ts';
import type { ReleaseType } from '../playbook/playbook.ts';
import type { Commit } from '../repository/history.ts';
import { bumped, highest, type Size, sizeOf } from './version.ts';

export interface Before {
  /** The newest version that there is; undefined before the first. */
  readonly from: string | undefined;
  readonly bump: ReleaseType['bump'];
  /** Versions that nobody may have any more: they are tagged, or were rolled back. */
  readonly taken: readonly string[];
}

export interface Proposal {
  readonly version: string;
  /** The subjects of the commits that break something, as `commits` has them. */
  readonly breaking: readonly string[];
  /** The version that a breaking change asks for, when the proposed one is too small for it. */
  readonly raised: string | undefined;
}

/**
 * The version that follows: of the size that the type asks for, else of the size of what was committed. Before 1.0.0 a
 * breaking change makes a minor, since the step to 1.0.0 is a promise that no commit can give.
 */
export function propose(commits: readonly Pick<Commit, 'subject' | 'body'>[], before: Before): Proposal {
  const messages = commits.map(({ subject, body }) => ({ subject, ...readWhole(subject, body) }));
  const breaking = messages.filter((message) => message.breaking).map(({ subject }) => subject);
  const needed = sizeNeeded(messages, before.from);
  const version = nextFree(before, before.bump === 'commits' ? needed : before.bump);
  return { version, breaking, raised: raisedFor(version, breaking.length > 0, before) };
}

/** What a version has to become because something breaks; undefined when it is large enough. */
export function raisedFor(version: string, isBreaking: boolean, before: Before): string | undefined {
  const { from } = before;
  if (!isBreaking || from === undefined) return undefined;
  const needed = largest(from);
  const size = sizeOf(from, version);
  return size === needed || size === 'major' ? undefined : nextFree(before, needed);
}

type Read = ReturnType<typeof readMessage>;

function readWhole(subject: string, body: string): Pick<Read, 'type' | 'breaking'> {
  const { type, breaking } = readMessage(`${subject}\n\n${body}`);
  return { type, breaking };
}

function sizeNeeded(messages: readonly Pick<Read, 'type' | 'breaking'>[], from: string | undefined): Size {
  if (messages.some(({ breaking }) => breaking)) return largest(from);
  return messages.some(({ type }) => type === 'feat') ? 'minor' : 'patch';
}

function largest(from: string | undefined): Size {
  return from === undefined || /^v?0\./.test(from) ? 'minor' : 'major';
}

function nextFree({ from, taken }: Before, size: Size): string {
  let next = bumped(highest([from ?? '', ...taken]), size);
  while (taken.includes(next)) next = bumped(next, size);
  return next;
}
