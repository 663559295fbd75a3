import type { NotesSettings } from '../playbook/playbook.ts';
import type { Commit } from '../repository/history.ts';
import type { PullRequestText } from '../repository/pull-requests.ts';
import { type Change, changesIn } from './changes.ts';
import { type Message, readMessage } from './conventional.ts';
import type { Own } from './own.ts';
import { type Called, withoutNumber, withoutReverted } from './reverts.ts';
import { kindOf, OTHER, sectionOf } from './section-of.ts';

/** One line of the notes. What others wrote in it is as they wrote it. */
export interface Entry {
  readonly title: string;
  readonly scope: string | null;
  readonly breaking: boolean;
  readonly commit: string;
  readonly pull: { readonly number: number; readonly url: string } | null;
  /** Numbers of issues. */
  readonly closes: readonly number[];
}

export interface Section {
  readonly title: string;
  /** Breaking changes first, then in the order in which they came. Never empty. */
  readonly entries: readonly Entry[];
}

export interface Notes {
  readonly sections: readonly Section[];
  /** How many changes of each type stand in no section: `chore`, `ci` … */
  readonly leftOut: Readonly<Record<string, number>>;
}

export interface NotesInput {
  readonly commits: readonly Commit[];
  readonly pulls: ReadonlyMap<number, PullRequestText>;
  readonly sections: NotesSettings['sections'];
  readonly own: Own;
}

interface Told extends Called {
  readonly pull: PullRequestText | null;
  readonly message: Message;
}

/** What is new, by section, in the order of the sections; what is in none of them comes last. */
export function notesOf({ commits, pulls, sections, own }: NotesInput): Notes {
  const told = onceEach(changesIn(commits, own.isBranch).map((change) => tell(change, pulls)));
  const news = withoutReverted(told.filter((change) => !isByMachine(change) && !own.isCommit(change.title)));
  const bySection = new Map<string, Entry[]>([...Object.keys(sections), OTHER].map((title) => [title, []]));
  const leftOut: Record<string, number> = {};
  for (const change of news) {
    const kind = kindOf(change.message.type, change.pull?.labels ?? [], sections);
    const section = sectionOf(kind, sections) ?? (change.message.breaking ? OTHER : undefined);
    if (section !== undefined) bySection.get(section)?.push(entryOf(change, kind));
    else if (kind !== null) leftOut[kind] = (leftOut[kind] ?? 0) + 1;
  }
  const filled = [...bySection].filter(([, entries]) => entries.length > 0);
  return { sections: filled.map(([title, entries]) => ({ title, entries: breakingFirst(entries) })), leftOut };
}

/** A title of either kind that is a conventional one wins; the one of the pull request is what people still edit. */
function tell(change: Change, pulls: ReadonlyMap<number, PullRequestText>): Told {
  const { commit, inner, number } = change;
  const pull = (number === null ? undefined : pulls.get(number)) ?? null;
  const isMerge = commit.parents.length > 1;
  const body = commit.body.trim();
  const [mergedTitle = ''] = body.split('\n', 1);
  const own = isMerge ? mergedTitle.trim() || commit.subject : commit.subject;
  const rest = isMerge ? body.slice(mergedTitle.length) : body;
  const read = readMessage(`${pull ? withoutNumber(own) : own}\n\n${rest}`);
  const titled = pull ? readMessage(pull.title) : read;
  const message = titled.type === null && read.type !== null ? read : titled;
  return {
    change,
    pull,
    title: pull?.title ?? own,
    message: {
      ...message,
      breaking: read.breaking || titled.breaking || inner.some(isBreaking),
      closes: [...new Set([...(pull?.closes ?? []), ...read.closes, ...titled.closes])],
    },
  };
}

const isBreaking = ({ subject, body }: Commit): boolean => readMessage(`${subject}\n\n${body}`).breaking;

/** A pull request that was merged commit by commit, or into two branches, is still one. */
function onceEach(changes: readonly Told[]): readonly Told[] {
  const seen = new Set<number>();
  return changes.filter(({ pull }) => {
    if (!pull) return true;
    const isNew = !seen.has(pull.number);
    seen.add(pull.number);
    return isNew;
  });
}

/** Whoever merged a pull request is not its author. */
function isByMachine({ pull, change: { commit, inner } }: Told): boolean {
  if (pull) return isMachine(pull.author);
  return (inner.length > 0 ? inner : [commit]).every(({ author }) => isMachine(author));
}

const isMachine = (name: string): boolean => name.endsWith('[bot]');

function entryOf({ change, message, pull, title }: Told, kind: string | null): Entry {
  // What a revert takes back would read as if it were new.
  const isTyped = kind !== null && kind === message.type && kind !== 'revert';
  return {
    title: withoutNumberOf(pull, isTyped ? message.subject : title),
    scope: isTyped ? message.scope : null,
    breaking: message.breaking,
    commit: change.commit.sha,
    pull: pull && { number: pull.number, url: pull.url },
    closes: message.closes,
  };
}

/** The number of what is no pull request stays: it may be the issue. */
const withoutNumberOf = (pull: PullRequestText | null, title: string): string => (pull ? withoutNumber(title) : title);

function breakingFirst(entries: readonly Entry[]): readonly Entry[] {
  return [...entries.filter(({ breaking }) => breaking), ...entries.filter(({ breaking }) => !breaking)];
}
