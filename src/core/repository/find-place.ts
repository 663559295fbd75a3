import type { Place } from '../playbook/places.ts';
import { newestOf } from '../release/tag-format.ts';
import { type Tagged, tagsOf } from './tags-of.ts';

/** A branch or a tag as it is now. */
export interface FoundPlace {
  readonly name: string;
  readonly commit: string;
}

/** Where a place is now; undefined when there is no such branch, or no tag of that format yet. */
export async function findPlace(place: Place, tagged: Tagged): Promise<FoundPlace | undefined> {
  const { refs } = tagged;
  const name = place.kind === 'branch' ? place.name : newestOf(await tagsOf(place.format, tagged))?.name;
  if (name === undefined) return undefined;
  const commit = place.kind === 'branch' ? await refs.branch(name) : (await refs.tag(name))?.commit;
  return commit === undefined ? undefined : { name, commit };
}
