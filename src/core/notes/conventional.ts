import { type CommitBase, CommitParser } from 'conventional-commits-parser';

/** What the message of a commit, or the title and text of a pull request, says of itself. */
export interface Message {
  /** In small letters: `feat`, `fix` … Null when the subject is in no such form. */
  readonly type: string | null;
  readonly scope: string | null;
  /** Without type and scope; the whole first line when it has none. */
  readonly subject: string;
  /** `feat!: …`, or a footer `BREAKING CHANGE: …`. */
  readonly breaking: boolean;
  /** Issues of the same repository that it closes. */
  readonly closes: readonly number[];
}

/** No rule of ours looks further into a text than this: what others wrote may be of any length. */
const READ_AT_MOST = 10_000;

const HEADER = /^([\w-]+)(?:\(([^()]*)\))?(!?):\s*(\S.*)$/;

/** Without any of this, a message names no issue and no break: most are like that, and the parser is slow. */
const HAS_MORE = /#|breaking/i;

const PARSER = new CommitParser({
  // Switched off: a line like `-notes-` in a message would overwrite the parser's own fields.
  fieldPattern: /(?!)/,
});

/** Reads conventional commits; what is none is read as far as it goes. The first line of `text` is the subject. */
export function readMessage(text: string): Message {
  const read = text.slice(0, READ_AT_MOST);
  const end = read.search(/\n|$/);
  const firstLine = read.slice(0, end).trim();
  // The parser throws on a text without words.
  if (firstLine === '') return { type: null, scope: null, subject: '', breaking: false, closes: [] };
  const [, type, scope, mark, subject] = HEADER.exec(firstLine) ?? [];
  const more = HAS_MORE.test(read) ? PARSER.parse(`${firstLine}${read.slice(end)}`) : undefined;
  return {
    type: type?.toLowerCase() ?? null,
    scope: scope?.trim() || null,
    subject: subject?.trim() ?? firstLine,
    breaking: mark === '!' || (more?.notes.length ?? 0) > 0,
    closes: more ? closedBy(more.references) : [],
  };
}

function closedBy(references: CommitBase['references']): readonly number[] {
  const numbers = references
    .filter(({ action, owner, repository }) => action !== null && owner === null && repository === null)
    .map(({ issue }) => Number(issue))
    .filter((issue) => Number.isSafeInteger(issue) && issue > 0);
  return [...new Set(numbers)];
}
