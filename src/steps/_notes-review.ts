import { UserError } from '../core/errors.ts';
import { bodyProblem } from '../core/notes/body-problem.ts';
import { type EditPart, editParts, joinEdited } from '../core/notes/edit-parts.ts';
import { fitting } from '../core/notes/fitting.ts';
import type { Answer, AnswerOption, Field } from '../core/release/ask.ts';
import type { NewFact } from '../core/release/fact.ts';
import { type FactOf, reviewerOf, type View } from './_notes.ts';

interface Text {
  readonly text: string;
  /** Lines that are missing. */
  readonly more: number;
}

/** A message of Slack takes 12,000 characters, with everything around it. */
const SHOWN_AT_MOST = 6_000;

/** The beginning, and how much more there is. */
export function shownText({ text, more }: Text): string {
  const shown = fitting(text, SHOWN_AT_MOST);
  const hidden = shown.more + more;
  return hidden === 0 ? shown.text : `${shown.text}\n… and ${hidden} more ${hidden === 1 ? 'line' : 'lines'}`;
}

/** The whole text in fields of a form; nothing, when it is too long for one: then it is edited in the repository. */
export function editAnswer(view: View, { text, more }: Text): readonly AnswerOption[] {
  const parts = more === 0 ? editParts(text) : undefined;
  if (!parts) return [];
  const fields = parts.map((part, index) => fieldOf(part, { index, of: parts.length, edition: editionOf(view) }));
  return [{ verb: 'edit', label: 'Edit', of: [reviewerOf(view)], fields }];
}

/** What came back from the form, held against the text that it showed. Throws UserError when it can't be used. */
export function hearEdit({ fields }: Answer, view: Pick<View, 'facts'>, text: string): NewFact<FactOf<'edited'>> {
  const parts = editParts(text) ?? [];
  const edition = editionOf(view);
  const names = parts.map((_, index) => nameOf(edition, index));
  const edited = joinEdited(
    parts,
    names.map((name) => fields[name] ?? ''),
  );
  if (edited === '') {
    throw new UserError('stale', 'there are no words left, or the notes were drafted anew while you wrote', {
      fix: 'Open the form again.',
    });
  }
  const problem = bodyProblem(edited);
  if (problem) throw new UserError('bad_notes', problem, names[0] === undefined ? {} : { field: names[0] });
  return { type: 'edited', text: edited };
}

function fieldOf(
  { text }: EditPart,
  { index, of, edition }: { readonly index: number; readonly of: number; readonly edition: number },
): Field {
  const label = of === 1 ? 'The notes, in Markdown' : `The notes, in Markdown (part ${index + 1} of ${of})`;
  return { name: nameOf(edition, index), label, kind: 'text', initial: text, optional: true };
}

/** Another draft has other names, so that what was written for the one before is not taken for it. */
const nameOf = (edition: number, index: number): string => `notes-${edition}-${index + 1}`;

const editionOf = ({ facts }: Pick<View, 'facts'>): number =>
  facts.filter(({ type }) => type === 'drafted' || type === 'found' || type === 'edited').length;
