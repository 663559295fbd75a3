import { mergedBodies } from './body-parts.ts';
import { type NotesInput, notesOf } from './entries.ts';
import { type NotesStyle, notesMarkdown } from './markdown.ts';

export interface DraftInput extends NotesInput {
  readonly style: NotesStyle;
  /** What people wrote under `Unreleased` by hand. */
  readonly unreleased: string;
}

export interface Draft {
  readonly text: string;
  readonly leftOut: Readonly<Record<string, number>>;
  /** Of how many they are made, without merges. */
  readonly commits: number;
}

/** The notes of a version as they are proposed. The same input gives the same text. */
export function draftOf({ unreleased, style, ...input }: DraftInput): Draft {
  const { sections, leftOut } = notesOf(input);
  const isOnlyByHand = sections.length === 0 && unreleased !== '';
  return {
    text: isOnlyByHand ? unreleased : mergedBodies(unreleased, notesMarkdown(sections, style)),
    leftOut,
    commits: input.commits.filter(({ parents }) => parents.length < 2).length,
  };
}
