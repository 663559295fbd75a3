import { mergedBodies } from './body-parts.ts';
import { type NotesInput, notesOf, type Section } from './entries.ts';
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
  return {
    text: withByHand(unreleased, sections, style),
    leftOut,
    commits: input.commits.filter(({ parents }) => parents.length < 2).length,
  };
}

function withByHand(unreleased: string, sections: readonly Section[], style: NotesStyle): string {
  if (unreleased === '') return notesMarkdown(sections, style);
  return sections.length === 0 ? unreleased : mergedBodies(unreleased, notesMarkdown(sections, style));
}
