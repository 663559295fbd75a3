import { UserError } from '../core/errors.ts';
import { type Place, type Placed, placeOf, placeWords } from '../core/playbook/places.ts';
import type { HeardView } from './_step.ts';

export type PlaceView = Pick<HeardView<unknown, never, never>, 'playbook' | 'release'>;

/** What branch references mean for this release. */
export function placedIn({ playbook, release }: PlaceView): Placed {
  return { playbook, type: release.type, words: placeWords(release) };
}

/** The whole name of a branch. Throws UserError when the reference is to a tag. */
export function branchOf(reference: string, view: PlaceView): string {
  const place = placeOf(reference, placedIn(view));
  if (place.kind === 'branch') return place.name;
  throw new UserError('no_branch', `\`${reference}\` is a tag: only a branch can be used here`);
}

/** As people read it: the name of a branch, or what a tag is the newest of. */
export function placeName(place: Place): string {
  return place.kind === 'branch' ? place.name : `the newest tag \`${place.format}\``;
}

/** Seven letters of a commit, as people know them. */
export function short(commit: string): string {
  return commit.slice(0, 7);
}
