import { fitting } from '../core/notes/fitting.ts';
import { highlightsOf, summaryOf } from '../core/notes/highlights.ts';
import { asPlainText } from '../core/notes/markdown.ts';
import { lastFact, type NewFact } from '../core/release/fact.ts';
import { act, finish, type Move, wait } from '../core/release/move.ts';
import { listed } from '../core/text.ts';
import { type FactOf, type NotesFact, reviewerOf, type View } from './_notes.ts';
import { editAnswer, shownText } from './_notes-review.ts';
import { since } from './_noticed.ts';
import { who } from './_people.ts';
import { short } from './_places.ts';
import { chooseVersion } from './_version.ts';

type WriteMove = Move<'propose' | 'draft' | 'commit', NewFact<NotesFact>>;

/** Drafted, seen by a person, put into the changelog. */
export function write(view: View): WriteMove {
  const keepsFile = view.playbook.notes.changelog !== undefined;
  const choice = keepsFile ? chooseVersion(view, view.facts) : undefined;
  if (choice) return choice;
  const drafted = lastFact(view.facts, 'drafted');
  if (!drafted) return act('draft');
  const later = since(view.facts, 'drafted');
  const edited = lastFact(later, 'edited');
  const last = later.at(-1);
  switch (last?.type) {
    case 'again':
      return act('draft');
    case 'used':
    case 'replaced':
      return keepsFile ? act('commit') : done(view, drafted);
    case 'moved':
      return edited ? askMoved(view, drafted, last) : act('draft');
    case 'taken':
      return askTaken(view, last);
    case 'kept':
    case 'committed':
      return done(view, drafted);
    default:
      return askDraft(view, drafted);
  }
}

const NOTES_AT_MOST = 2_000;

function done(view: View, drafted: FactOf<'drafted'>): Move<never, never> {
  const { release, playbook, facts } = view;
  const { sections, changelog } = playbook.notes;
  const later = since(facts, 'drafted');
  const taken = lastFact(later, 'kept') && lastFact(later, 'taken');
  const text = (taken ?? lastFact(later, 'edited') ?? drafted).text;
  const committed = lastFact(later, 'committed');
  const summary = release.summary === '' ? summaryOf(text, sections) : undefined;
  const { commits, files, added, removed } = drafted;
  const output = {
    version: release.version,
    // Without a changelog this is where later steps find them.
    notes: changelog === undefined ? text : fitting(text, NOTES_AT_MOST).text,
    ...highlightsOf(text, sections),
    'changelog-commit': committed?.commit ?? null,
    ...{ commits, files, added, removed },
  };
  const note = [`${counted(commits, 'commit')}${sinceTag(drafted)}`, writtenAs(view, committed)].join(', ');
  return finish(note, output, ...(summary === undefined ? [] : [{ emit: 'summary', text: summary } as const]));
}

function writtenAs({ playbook }: View, committed: FactOf<'committed'> | undefined): string {
  const { changelog } = playbook.notes;
  if (changelog === undefined) return 'kept with the release';
  if (!committed) return `\`${changelog}\` stays as somebody wrote it`;
  return committed.commit === null
    ? `\`${changelog}\` has them already`
    : `written to \`${changelog}\` in ${short(committed.commit)}`;
}

function askDraft(view: View, drafted: FactOf<'drafted'>): Move<never, never> {
  const edited = lastFact(since(view.facts, 'drafted'), 'edited');
  const { changelog } = view.playbook.notes;
  const where = changelog === undefined ? '' : ` They go into \`${changelog}\` on \`${drafted.branch}\`.`;
  const by = edited ? `, as ${who(edited.by)} changed them` : '';
  const question = [
    `Release notes of v${view.release.version}${by}: ${counted(drafted.commits, 'commit')}${sinceTag(drafted)}, ${changed(drafted)}.${where}`,
    leftOutText(drafted),
  ];
  return ask(view, { why: 'the notes are to be read', question: question.join('') });
}

function askMoved(view: View, drafted: FactOf<'drafted'>, { commits }: FactOf<'moved'>): Move<never, never> {
  const come = `${counted(commits, 'commit')} came to \`${drafted.branch}\` since these notes were drafted`;
  const question = `${come}, and ${commits === 1 ? 'is' : 'are'} not in them. Your words are kept until you draft again.`;
  return ask(view, { why: come, question });
}

function ask(view: View, { why, question }: { readonly why: string; readonly question: string }): Move<never, never> {
  const of = [reviewerOf(view)];
  const drafted = lastFact(view.facts, 'drafted');
  const text = lastFact(since(view.facts, 'drafted'), 'edited')?.text ?? drafted?.text ?? '';
  const more = lastFact(since(view.facts, 'drafted'), 'edited') ? 0 : (drafted?.more ?? 0);
  const answers = [
    { verb: 'use', label: 'Use these notes', style: 'primary', of } as const,
    ...editAnswer(view, { text, more }),
    { verb: 'again', label: 'Draft again', of },
  ];
  return wait(why, { ask: { question, text: shownText({ text: asPlainText(text), more }), of, answers } });
}

function askTaken(view: View, { text }: FactOf<'taken'>): Move<never, never> {
  const of = [reviewerOf(view)];
  const { changelog } = view.playbook.notes;
  const question = `\`${changelog}\` has a section for ${view.release.version} already, and Shipmate did not write it. Keep it, or put these notes in its place?`;
  const answers = [
    { verb: 'keep', label: 'Keep what is there', of },
    { verb: 'replace', label: 'Replace it', style: 'danger', of } as const,
  ];
  const ask = { question, text: shownText({ text: asPlainText(text), more: 0 }), of, answers };
  return wait(`\`${changelog}\` says something else about ${view.release.version}`, { ask });
}

const sinceTag = ({ base }: FactOf<'drafted'>): string => (base === null ? '' : ` since \`${base}\``);

const changed = ({ files, added, removed }: FactOf<'drafted'>): string =>
  `${counted(files, 'file')}, ${grouped(added)} lines added, ${grouped(removed)} removed`;

function leftOutText({ leftOut }: FactOf<'drafted'>): string {
  const counts = Object.entries(leftOut).map(([type, count]) => `${count} of \`${type}\``);
  return counts.length === 0 ? '' : ` Left out: ${listed(counts)}.`;
}

const counted = (count: number, thing: string): string => `${grouped(count)} ${thing}${count === 1 ? '' : 's'}`;

const grouped = (count: number): string => count.toLocaleString('en-GB');
