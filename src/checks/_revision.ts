import { findPlace } from '../core/repository/find-place.ts';
import type { Commit } from '../core/repository/history.ts';
import type { CheckContext } from './_check.ts';

/** The commit that a release is about now. */
export interface Revision {
  readonly commit: string;
  /** A branch or a tag. */
  readonly name: string;
  readonly isBranch: boolean;
}

/** The tip of the release's own branch once it exists, else of what it is cut from; undefined when neither is there. */
export async function revisionOf(context: CheckContext): Promise<Revision | undefined> {
  const { refs } = context.repository();
  for (const place of [context.place('release'), context.cutFrom()]) {
    const found = place && (await findPlace(place, { playbook: context.playbook, refs }));
    if (found) return { ...found, isBranch: place.kind === 'branch' };
  }
  return undefined;
}

export interface Since {
  /** The tag of the version that is live. */
  readonly tag: string;
  readonly head: string;
  /** Newest first. */
  readonly commits: readonly Commit[];
}

/** What was committed to a branch since the version that is live was tagged; a text says why nobody knows. */
export async function sinceLive(reference: string, context: CheckContext): Promise<Since | string> {
  const { playbook } = context;
  const { refs, history } = context.repository();
  const format = playbook.tags.production;
  if (format === undefined) return 'nothing tells which version is live: add `tags: { production: v<version> }`';
  const [live, head] = await Promise.all([
    findPlace({ kind: 'tag', key: 'production', format }, { playbook, refs }),
    findPlace(context.place(reference), { playbook, refs }),
  ]);
  if (!live) return `no tag \`${format}\` is there yet, so nobody can tell what is new`;
  if (!head) return `there is no branch \`${reference}\` yet`;
  return { tag: live.name, head: head.commit, commits: await history.commits({ base: live.name, head: head.commit }) };
}
