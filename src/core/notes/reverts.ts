import type { Change } from './changes.ts';

/** A change with what it is called. */
export interface Called {
  readonly change: Change;
  /** The first line of the commit, or the title of the pull request. */
  readonly title: string;
}

const REVERT = /^(Revert|Reapply) "(.*)"|^revert(?:\([^()]*\))?!?:\s*(.*)$/i;
const BY_COMMIT = /This reverts commit ([0-9a-f]{7,40})/g;
const BY_NUMBER = /^Reverts (?:[\w.-]+\/[\w.-]+)?#(\d+)/gm;

/**
 * What is left when a revert and what it takes back are both left out; a revert of a revert brings it back. Oldest first.
 * A revert of what is not among them stays: that was released before.
 */
export function withoutReverted<C extends Called>(changes: readonly C[]): readonly C[] {
  const gone = new Set<C>();
  const undone = new Map<C, readonly C[]>();
  const set = (change: C, isGone: boolean): void => {
    const targets = undone.get(change);
    if (targets) for (const target of targets) set(target, !isGone);
    else if (isGone) gone.add(change);
    else gone.delete(change);
  };
  for (const [index, change] of changes.entries()) {
    const quoted = quotedBy(change);
    const targets = quoted === undefined ? [] : takenBackBy(change, quoted, changes.slice(0, index));
    if (targets.length === 0) continue;
    for (const target of targets) set(target, true);
    undone.set(change, targets);
  }
  return changes.filter((change) => !gone.has(change) && !undone.has(change));
}

function takenBackBy<C extends Called>({ change }: C, quoted: string, earlier: readonly C[]): readonly C[] {
  const { commit, inner } = change;
  const texts = [commit, ...inner].map(({ subject, body }) => `${subject}\n${body}`).join('\n');
  const commits = [...texts.matchAll(BY_COMMIT)].map((match) => match[1] ?? '');
  const byCommit =
    commits.length > 0 ? earlier.filter((other) => commits.some((sha) => isWhollyOf(other.change, sha))) : [];
  if (byCommit.length > 0) return byCommit;
  const numbers = new Set([...texts.matchAll(BY_NUMBER)].map((match) => Number(match[1])));
  const byNumber =
    numbers.size > 0 ? earlier.filter(({ change: { number } }) => number !== null && numbers.has(number)) : [];
  if (byNumber.length > 0) return byNumber;
  const byTitle = earlier.findLast((other) => titlesOf(other).includes(quoted));
  return byTitle ? [byTitle] : [];
}

/** The title that it takes back; `Reapply "x"` takes back `Revert "x"`. */
function quotedBy({ title, change }: Called): string | undefined {
  const [, word, quoted, conventional] = REVERT.exec(title) ?? REVERT.exec(change.commit.subject) ?? [];
  if (conventional !== undefined) return withoutNumber(conventional);
  if (quoted === undefined) return undefined;
  return word === 'Reapply' ? `Revert "${withoutNumber(quoted)}"` : withoutNumber(quoted);
}

/** One commit out of several of a pull request takes only a part of it back. */
const isWhollyOf = ({ commit, inner }: Change, sha: string): boolean =>
  commit.sha.startsWith(sha) || (inner.length === 1 && inner[0]?.sha.startsWith(sha) === true);

const titlesOf = ({ title, change }: Called): readonly string[] =>
  [title, change.commit.subject].map((text) => withoutNumber(text));

/** Without the `(#12)` that a squash puts behind the title. */
export const withoutNumber = (title: string): string => title.replace(/\s*\(#\d+\)\s*$/, '').trim();
