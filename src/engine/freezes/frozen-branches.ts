import { fillText } from '../../core/playbook/fill.ts';
import { placeWords, releaseBranch } from '../../core/playbook/places.ts';
import type { ReleaseRecord } from '../../core/store.ts';

/** The branches that a freeze of this release closes, with the version filled in. */
export function frozenBranches({ plan, version }: Pick<ReleaseRecord, 'plan' | 'version'>): readonly string[] {
  const { freeze, branches } = plan.playbook;
  return (freeze?.branches ?? []).map((key) => fillText(branches[key]?.pattern ?? key, { version }));
}

/** Where this release does its own work, besides the branches that stay. */
export function ownBranch(release: ReleaseRecord): string {
  const { playbook, type } = release.plan;
  const words = placeWords(release);
  return fillText(releaseBranch({ playbook, type, words }).pattern, words);
}
