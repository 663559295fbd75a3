import { UserError } from '../core/errors.ts';
import { type Place, type Placed, placeOf, placeWords } from '../core/playbook/places.ts';
import type { Playbook } from '../core/playbook/playbook.ts';
import { newestTag, tagBeginning } from '../core/release/tag-format.ts';
import type { Repository } from '../core/repository/repository.ts';
import type { StepView } from './_step.ts';

export type PlaceView = Pick<StepView<unknown, never, never>, 'playbook' | 'release'>;

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

export interface Found {
  /** Of the branch or the tag. */
  readonly name: string;
  readonly commit: string;
}

/** Where a place is now; undefined when there is no such branch, or no tag of that format yet. */
export async function findPlace(
  place: Place,
  { playbook, refs }: { readonly playbook: Playbook; readonly refs: Repository['refs'] },
): Promise<Found | undefined> {
  const name = place.kind === 'branch' ? place.name : await newestOf(place.format, { playbook, refs });
  if (name === undefined) return undefined;
  const commit = place.kind === 'branch' ? await refs.branch(name) : (await refs.tag(name))?.commit;
  return commit === undefined ? undefined : { name, commit };
}

async function newestOf(
  format: string,
  { playbook, refs }: { readonly playbook: Playbook; readonly refs: Repository['refs'] },
): Promise<string | undefined> {
  const names = await refs.tagNames(tagBeginning(format));
  return newestTag(format, names, Object.values(playbook.tags))?.name;
}

/** Seven letters of a commit, as people know them. */
export function short(commit: string): string {
  return commit.slice(0, 7);
}
