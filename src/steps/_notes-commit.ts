import { type Edited, editChangelog, sectionOf, unreleasedOf } from '../core/notes/changelog.ts';
import { fitting } from '../core/notes/fitting.ts';
import { CHANGELOG_COMMIT } from '../core/notes/own.ts';
import { lastFact, type NewFact } from '../core/release/fact.ts';
import { tagName } from '../core/release/tag-format.ts';
import type { Repository } from '../core/repository/repository.ts';
import { toLocal } from '../core/time/zone.ts';
import { type Context, type FactOf, KEPT_AT_MOST, type NotesFact, type View } from './_notes.ts';
import { draftFor } from './_notes-draft.ts';
import { since } from './_noticed.ts';
import type { Found } from './_step.ts';
import { fillForHost } from './_words.ts';

/** Puts the notes into the changelog; when somebody committed meanwhile, it says so and changes nothing. */
export async function commit(context: Context): Promise<NewFact<NotesFact>> {
  const { signal, tools } = context;
  const repository = tools.repository(signal);
  const { refs, files, history } = repository;
  const { branch } = draftedIn(context);
  const expected = parentOf(context);
  const tip = await refs.branch(branch);
  if (tip === undefined) throw new Error(`the branch \`${branch}\` is gone`);
  if (tip !== expected) {
    const commits = await history.commits({ base: expected, head: tip });
    return { type: 'moved', parent: tip, commits: commits.length };
  }
  const path = changelogOf(context);
  const edited = await edit(context, tip, repository);
  if ('same' in edited) return { type: 'committed', commit: null };
  if ('taken' in edited) return { type: 'taken', text: kept(edited.taken) };
  const changes = [{ path, content: edited.text }];
  return {
    type: 'committed',
    commit: await files.commit({ branch, parent: tip, message: messageOf(context), changes }),
  };
}

/** Whether the section stands there, and in which commit it came. */
export async function lookForCommit(context: Context): Promise<Found<NotesFact>> {
  const { refs, files, history } = context.tools.repository(context.signal);
  const { branch } = draftedIn(context);
  const tip = await refs.branch(branch);
  if (tip === undefined) return { didNot: true };
  const message = messageOf(context);
  const come = await history.commits({ base: parentOf(context), head: tip });
  const own = come.find(({ subject }) => subject === message);
  if (!own) return { didNot: true };
  const file = await files.read(changelogOf(context), own.sha);
  const isThere = file !== undefined && sectionOf(file, context.release.version) !== undefined;
  return isThere ? { happened: { type: 'committed', commit: own.sha } } : { didNot: true };
}

async function edit(context: Context, tip: string, repository: Repository): Promise<Edited> {
  const { playbook, release, now } = context;
  const { files, links } = repository;
  const path = changelogOf(context);
  const { head, base } = draftedIn(context);
  const text = await files.read(path, tip);
  const readThen = await files.read(path, head);
  const there = text === undefined ? undefined : sectionOf(text, release.version);
  const seen = lastFact(context.facts, 'taken')?.text;
  const mayReplace = context.facts.at(-1)?.type === 'replaced' && there !== undefined && kept(there) === seen;
  const format = playbook.tags.production;
  return editChangelog(text, {
    version: release.version,
    date: toLocal(now, playbook.timezone).slice(0, 10),
    body: await wholeText(context, repository),
    unreleased: unreleasedOf(readThen ?? ''),
    ours: [draftedIn(context).text, ...(mayReplace ? [there] : [])],
    tags:
      format === undefined
        ? null
        : { tag: tagName(format, release), previous: base, compare: (from, to) => links.compare(from, to) },
  });
}

/** What the reviewer agreed to: what was too long for a fact is made again from the same commits. */
async function wholeText(context: Context, repository: Repository): Promise<string> {
  const edited = lastFact(since(context.facts, 'drafted'), 'edited');
  const { text, more, head, base } = draftedIn(context);
  if (edited || more === 0) return edited?.text ?? text;
  return (await draftFor(context, { head, ...(base !== null && { base }) }, repository)).text;
}

/** The commit on which the reviewer knows the notes to be written. */
function parentOf({ facts }: Pick<View, 'facts'>): string {
  return lastFact(since(facts, 'drafted'), 'moved')?.parent ?? draftedIn({ facts }).parent;
}

export function draftedIn({ facts }: Pick<View, 'facts'>): FactOf<'drafted'> {
  const drafted = lastFact(facts, 'drafted');
  if (!drafted) throw new Error('nothing was drafted');
  return drafted;
}

function changelogOf({ playbook }: Pick<View, 'playbook'>): string {
  const { changelog } = playbook.notes;
  if (changelog === undefined) throw new Error('the playbook keeps no changelog');
  return changelog;
}

const messageOf = (context: Context): string => fillForHost(CHANGELOG_COMMIT, context);

const kept = (text: string): string => fitting(text, KEPT_AT_MOST).text;
