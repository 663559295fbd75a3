import { fillText } from '../../core/playbook/fill.ts';
import { placeWords, releaseBranch } from '../../core/playbook/places.ts';
import type { Playbook } from '../../core/playbook/playbook.ts';
import type { ReleaseRecord } from '../../core/store.ts';

/** The branches that a freeze of this release closes, with the version filled in. */
export function frozenBranches({ plan, version }: Pick<ReleaseRecord, 'plan' | 'version'>): readonly string[] {
  const { freeze, branches } = plan.playbook;
  return (freeze?.branches ?? []).map((key) => fillText(branches[key]?.pattern ?? key, { version }));
}

/** Branches of the playbook that stay from release to release: those whose names need nothing filled in. */
export function lastingBranches({ branches }: Playbook): readonly { readonly key: string; readonly name: string }[] {
  return Object.entries(branches)
    .filter(([, { pattern }]) => !pattern.includes('<'))
    .map(([key, { pattern }]) => ({ key, name: pattern }));
}

/** Where this release does its own work, besides the branches that stay. */
export function ownBranch(release: ReleaseRecord): string {
  const { playbook, type } = release.plan;
  const words = placeWords(release);
  return fillText(releaseBranch({ playbook, type, words }).pattern, words);
}
