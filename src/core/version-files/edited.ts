/** A version file with its new version: every other byte is as it was. Or why it can't be raised, with what was seen. */
export type Edited =
  | { readonly text: string /** What stood there, each once. */; readonly found: readonly string[] }
  | { readonly problem: string };

export interface Raise {
  /** The version of the release, without a `v`. */
  readonly version: string;
  /** `owner/name`. */
  readonly repository: string;
}

/** A piece of a text: from `start` up to `end`, without it. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  /** What it says now. */
  readonly value: string;
}

/** The text with the same words in the place of all pieces. */
export function replaced(text: string, pieces: readonly Piece[], words: string): Edited {
  const inOrder = [...pieces].sort((a, b) => a.start - b.start);
  let done = '';
  let from = 0;
  for (const { start, end } of inOrder) {
    done += text.slice(from, start) + words;
    from = end;
  }
  return { text: done + text.slice(from), found: [...new Set(inOrder.map(({ value }) => value))] };
}
