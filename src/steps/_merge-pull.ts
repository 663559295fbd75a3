import { lastFact } from '../core/release/fact.ts';
import { act, fail, wait } from '../core/release/move.ts';
import { listed } from '../core/text.ts';
import { type MergeMove, merged, reviewedPull, type Sight, type View } from './_merge.ts';
import { askNoticed, since } from './_noticed.ts';
import { who } from './_people.ts';
import { short } from './_places.ts';
import { untilLook } from './_poll.ts';

type Pull = NonNullable<Sight['pull']>;

const SOON_MS = 2_000;
const POLL_MS = 30_000;
/** A queue that has not merged by then is asked about: it may have put the pull request out again. */
const QUEUE_LIMIT_MS = 60 * 60_000;

/** What is to be done with the pull request of this release; pure. */
export function decidePull(view: View, sight: Sight, pull: Pull): MergeMove {
  if (pull.state === 'merged') return seeMerged(view, sight, pull);
  if (pull.state === 'closed') {
    return again(view, `${nameOf(pull)} was closed without being merged: open it again, then it goes on`);
  }
  const { facts } = view;
  const opened = lastFact(facts, 'opened');
  const shut = lastFact(facts, 'shut');
  if (opened) {
    return again(
      view,
      `a rule of \`${sight.into}\` keeps Shipmate out (${shut?.why ?? 'refused'}): a person merges ${nameOf(pull)}`,
    );
  }
  if (lastFact(facts, 'enqueued')) return followQueue(view, pull);
  return askMoved(view, sight, pull) ?? holdUp(view, pull) ?? act('merge');
}

/** What Shipmate did not merge itself is asked about, unless it was left to others. */
function seeMerged(view: View, sight: Sight, pull: Pull): MergeMove {
  const commit = pull.mergeCommit ?? sight.target ?? '';
  const by = pull.mergedBy ?? 'somebody';
  const note = `${nameOf(pull)} was merged by ${by} as ${short(commit)}`;
  const answer = lastFact(since(view.facts, 'seen'), 'accepted');
  if (answer) return merged(sight, commit, `${note}, and ${who(answer.by)} says that it is right`);
  if (lastFact(view.facts, 'enqueued') || lastFact(view.facts, 'opened')) return merged(sight, commit, note);
  return askNoticed(view.owner, {
    why: note,
    question: `It was merged by ${by} as ${short(commit)} (${pull.url}): go on with that?`,
    accept: 'It is right so',
  });
}

/** What nobody has reviewed is not merged by itself. */
function askMoved(view: View, sight: Sight, pull: Pull): MergeMove | undefined {
  const reviewed = reviewedPull(view, sight);
  if (!reviewed || reviewed.head === pull.head || lastFact(since(view.facts, 'seen'), 'accepted')) return undefined;
  const moved = `from ${short(reviewed.head)} to ${short(pull.head)}`;
  if (untilLook(view, POLL_MS) === 0) return act('look');
  return askNoticed(view.owner, {
    why: `the head of ${nameOf(pull)} moved after it was approved`,
    question: `The head of ${nameOf(pull)} moved ${moved} after it was approved. Nobody has approved what came since. Merge it all the same?`,
    accept: `Merge ${short(pull.head)}`,
    pollMs: untilLook(view, POLL_MS),
  });
}

/** What stands in the way at the host, and is waited for; a conflict is for people. */
function holdUp(view: View, pull: Pull): MergeMove | undefined {
  if (pull.draft) return again(view, `${nameOf(pull)} is a draft: mark it as ready, then it goes on`);
  if (pull.mergeable === null) return again(view, `the host works out whether ${nameOf(pull)} can be merged`, SOON_MS);
  if (!pull.mergeable) {
    return fail(
      `${nameOf(pull)} has conflicts: solve them on its branch, then try again. What is pushed for that wants another approval`,
    );
  }
  return pull.open.length === 0 ? undefined : again(view, `${nameOf(pull)} waits for ${listed(pull.open)}`);
}

function followQueue(view: View, pull: Pull): MergeMove {
  const enqueued = lastFact(view.facts, 'enqueued');
  const isLate = view.machine - (enqueued?.recorded ?? 0) >= QUEUE_LIMIT_MS;
  if (lastFact(since(view.facts, 'enqueued'), 'accepted')) return act('enqueue');
  if (!isLate || untilLook(view, POLL_MS) === 0) return again(view, `${nameOf(pull)} is in the merge queue`);
  return askNoticed(view.owner, {
    why: `${nameOf(pull)} has been in the merge queue for an hour`,
    question: `${nameOf(pull)} was put into the merge queue an hour ago and is not merged. If the queue has put it out, solve what it says.`,
    accept: 'Put it into the queue again',
    pollMs: untilLook(view, POLL_MS),
  });
}

/** Looks when it is time, and waits until then. */
function again(view: View, why: string, everyMs = POLL_MS): MergeMove {
  const pollMs = untilLook(view, everyMs);
  return pollMs === 0 ? act('look') : wait(why, { pollMs });
}

function nameOf({ number, url }: Pull): string {
  return `#${number} (${url})`;
}
