import { z } from 'zod';
import type { PullMerge, PullMerged } from '../../core/repository/pull-requests.ts';
import type { Api, Attempted } from '../api.ts';
import { notDone } from '../problem.ts';

const Merged = z.object({ merged: z.boolean(), sha: z.string(), message: z.string() });

export async function mergePull(api: Api, number: number, request: PullMerge): Promise<PullMerged> {
  const { head, method, title, message } = request;
  const parameters = {
    pull_number: number,
    sha: head,
    merge_method: method,
    ...(title !== undefined && { commit_title: title }),
    ...(message !== undefined && { commit_message: message }),
  };
  return pullMerged(await api.attempt('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', parameters, Merged));
}

/** What the answer means. Throws DidNotHappen when there is no such pull request. */
export function pullMerged(attempted: Attempted<z.output<typeof Merged>>): PullMerged {
  if ('done' in attempted) {
    const { merged, sha, message } = attempted.done;
    return merged ? { merged: sha } : { refused: message };
  }
  const { status, words } = attempted.refused;
  if (status === 404) throw notDone(attempted.refused);
  if (/merge queue/i.test(words)) return { queued: true };
  // GitHub says 409 of a base that moved, too, and there the head is still the one that was asked for.
  if (/base branch was modified/i.test(words)) return { refused: words };
  if (status === 409 || /head sha|head branch was modified/i.test(words)) return { moved: true };
  return { refused: words };
}
