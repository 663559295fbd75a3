import type { Playbook } from '../playbook/playbook.ts';
import { type ReadTag, readTags, tagBeginning } from '../release/tag-format.ts';
import type { Refs } from './refs.ts';

export interface Tagged {
  readonly playbook: Playbook;
  readonly refs: Refs;
}

/** The tags that are there of one format of the playbook, in any order; those that belong to another one are left out. */
export async function tagsOf(format: string, { playbook, refs }: Tagged): Promise<readonly ReadTag[]> {
  const names = await refs.tagNames(tagBeginning(format));
  return readTags(format, names, Object.values(playbook.tags));
}
