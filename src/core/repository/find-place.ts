import type { Place } from '../playbook/places.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { newestTag, tagBeginning } from '../release/tag-format.ts';
import type { Refs } from './refs.ts';

/** A branch or a tag as it is now. */
export interface FoundPlace {
  readonly name: string;
  readonly commit: string;
}

/** Where a place is now; undefined when there is no such branch, or no tag of that format yet. */
export async function findPlace(
  place: Place,
  { playbook, refs }: { readonly playbook: Playbook; readonly refs: Refs },
): Promise<FoundPlace | undefined> {
  const name = place.kind === 'branch' ? place.name : await newestOf(place.format, playbook, refs);
  if (name === undefined) return undefined;
  const commit = place.kind === 'branch' ? await refs.branch(name) : (await refs.tag(name))?.commit;
  return commit === undefined ? undefined : { name, commit };
}

async function newestOf(format: string, playbook: Playbook, refs: Refs): Promise<string | undefined> {
  const names = await refs.tagNames(tagBeginning(format));
  return newestTag(format, names, Object.values(playbook.tags))?.name;
}
