import { UserError } from '../errors.ts';
import { listed } from '../text.ts';
import { fillText } from './fill.ts';
import type { Branch, Playbook } from './playbook.ts';
import { slug } from './slug.ts';

/** What a branch reference of a playbook means: a branch by its whole name, or the newest tag of a format. */
export type Place =
  | { readonly kind: 'branch'; readonly name: string }
  | { readonly kind: 'tag'; readonly key: string; readonly format: string };

export interface Placed {
  readonly playbook: Playbook;
  readonly type: string;
  /** For the names of branches: version, incident, name. */
  readonly words: Readonly<Record<string, string>>;
}

/**
 * `work`, `release` (this release's own branch) or `tags/production` (the newest tag of that format). Throws UserError
 * for a name that the playbook lacks.
 */
export function placeOf(reference: string, placed: Placed): Place {
  const { playbook, words } = placed;
  if (reference.startsWith('tags/')) {
    const key = reference.slice('tags/'.length);
    const format = playbook.tags[key];
    if (format === undefined) throw unknownPlace(reference, playbook);
    return { kind: 'tag', key, format };
  }
  const branch = reference === 'release' ? releaseBranch(placed) : playbook.branches[reference];
  if (!branch) throw unknownPlace(reference, playbook);
  return { kind: 'branch', name: fillText(branch.pattern, words) };
}

/** The branch of this release: what its type says, else `branches.release`, else the work branch itself. */
export function releaseBranch({ playbook: { branches, types }, type }: Placed): Branch {
  return types[type]?.branch ?? branches.release ?? branches.work ?? { pattern: 'main' };
}

/** Whether a branch of this pattern stays from release to release: its name needs nothing filled in. */
export function isLasting(pattern: string): boolean {
  return !pattern.includes('<');
}

/** The branches of the playbook that stay from release to release. */
export function lastingBranches({ branches }: Playbook): readonly { readonly key: string; readonly name: string }[] {
  return Object.entries(branches)
    .filter(([, { pattern }]) => isLasting(pattern))
    .map(([key, { pattern }]) => ({ key, name: pattern }));
}

/** Where the branch of this release is cut from; undefined when it is the work branch itself. */
export function cutFrom(placed: Placed): Place | undefined {
  const { from } = releaseBranch(placed);
  return from === undefined ? undefined : placeOf(from, placed);
}

function unknownPlace(reference: string, { branches, tags }: Playbook): UserError {
  const known = [...Object.keys(branches), 'release', ...Object.keys(tags).map((key) => `tags/${key}`)];
  return new UserError('no_branch', `the playbook knows no branch \`${reference}\``, {
    fix: `It knows ${listed(known)}.`,
  });
}

/** What fills the name of a branch. */
export function placeWords({
  version,
  incident,
  summary,
}: {
  readonly version: string;
  readonly incident: string;
  readonly summary: string;
}): Readonly<Record<string, string>> {
  return { version, incident: slug(incident), name: slug(summary.split('\n')[0] ?? '') || version };
}
