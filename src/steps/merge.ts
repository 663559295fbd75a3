import { factsOf, lastFact, type NewFact } from '../core/release/fact.ts';
import { act, fail, wait } from '../core/release/move.ts';
import { AT_HOST, LOOK_AT_HOST } from './_host.ts';
import { Glimpse, MergeFact, type MergeMove, merged, reviewedPull, type Sight, Spec, type View } from './_merge.ts';
import {
  enqueue,
  lookForBranchMerge,
  lookForMerge,
  lookForPull,
  lookInQueue,
  mergeBranches,
  mergePull,
  openPull,
} from './_merge-acts.ts';
import { look } from './_merge-look.ts';
import { decidePull } from './_merge-pull.ts';
import { askNoticed, hearNoticed, since } from './_noticed.ts';
import { who } from './_people.ts';
import { branchOf, short } from './_places.ts';
import { untilLook } from './_poll.ts';
import { defineStep, type Effect } from './_step.ts';

const MOVED_IN_A_ROW = 3;
const PAUSE_MS = 30_000;
/** Whoever says that it happened leaves it to the host to show it. */
const lookAgain = (): NewFact<MergeFact> => ({ type: 'moved' });

/** Its output: `merged` (the commit), `from`, `into` and `pull-request`. */
export default defineStep({
  name: 'merge',
  summary: 'Merges a branch into another, by the pull request of this release where there is one.',
  spec: Spec,
  uses: ({ value }) => [
    { to: 'branch', name: value.from, path: ['value'] },
    { to: 'branch', name: value.into, path: ['value'] },
  ],
  title: ({ value }) => `Merge ${value.from} into ${value.into}`,
  once: false,
  neverSkipped: true,
  facts: MergeFact,
  samples: Glimpse,

  next(view): MergeMove {
    const sight = lastFact(view.facts, 'seen')?.sight;
    if (!sight) return act('look');
    const done = lastFact(view.facts, 'merged');
    if (done) return merged(sight, done.commit, `\`${sight.from}\` is in \`${sight.into}\` as ${short(done.commit)}`);
    return afterCall(view, sight) ?? decide(view, sight);
  },

  hear: ({ verb }): NewFact<MergeFact> => hearNoticed(verb),

  actions: {
    look: { ...LOOK_AT_HOST, perform: look },
    merge: effect(mergePull, lookForMerge, lookAgain),
    enqueue: effect(enqueue, lookInQueue, () => ({ type: 'enqueued' })),
    'merge-branches': effect(mergeBranches, lookForBranchMerge, lookAgain),
    open: effect(openPull, lookForPull, lookAgain),
  },
});

type MergeEffect = Effect<Spec, MergeFact, Glimpse>;

function effect(
  perform: MergeEffect['perform'],
  lookFor: MergeEffect['look'],
  assumed: MergeEffect['assume'],
): MergeEffect {
  return { ...AT_HOST, perform, look: lookFor, assume: assumed };
}

/** What the last call came to, when nothing was looked at since. */
function afterCall(view: View, { from, into, pull, link }: Sight): MergeMove | undefined {
  const last = since(view.facts, 'seen').at(-1);
  switch (last?.type) {
    case 'moved':
      return afterMoved(view);
    case 'opened':
    case 'again':
      return act('look');
    case 'queue-needed':
      return act('enqueue');
    case 'shut':
      return act('open');
    case 'conflict':
      return fail(
        `\`${from}\` can't be merged into \`${into}\`: ${last.why}. Solve it on a branch of your own (${link}), then try again`,
      );
    case 'refused':
      return fail(`the host refused to merge #${pull?.number} (${pull?.url}): ${last.why}. See to it, then try again`);
    default:
      return undefined;
  }
}

/** A host that contradicts itself for a while is not asked without a pause. */
function afterMoved(view: View): MergeMove {
  const pollMs = factsOf(view.facts, 'moved').length < MOVED_IN_A_ROW ? 0 : untilLook(view, PAUSE_MS);
  return pollMs === 0 ? act('look') : wait('the host says different things about the two branches', { pollMs });
}

function decide(view: View, sight: Sight): MergeMove {
  const { from, into, head, target, missing, pull } = sight;
  if (target === null) return fail(`there is no branch \`${into}\`: make it, then try again`);
  if (pull) return decidePull(view, sight, pull);
  const reviewed = reviewedPull(view, sight);
  if (reviewed) return fail(`#${reviewed.number}, which was reviewed, is not there any more`);
  if (head === null) return fail(`there is no \`${from}\` to merge: was it deleted? Make it again, then try again`);
  return missing === 0 ? nothingToMerge(view, sight, target) : act('merge-branches');
}

/** That a release is in production before it was merged is somebody's doing; a merge back may well have nothing to do. */
function nothingToMerge(view: View, sight: Sight, target: string): MergeMove {
  const { from, into } = sight;
  const note = `everything of \`${from}\` was in \`${into}\` already`;
  if (from !== branchOf('release', view)) return merged(sight, target, note);
  const answer = lastFact(since(view.facts, 'seen'), 'accepted');
  if (answer) return merged(sight, target, `${note}, and ${who(answer.by)} says that it is right`);
  return askNoticed(view.owner, {
    why: note,
    question: `\`${into}\` has everything of \`${from}\` already, and Shipmate did not merge it. Go on with \`${into}\` at ${short(target)}?`,
    accept: 'It is right so',
  });
}
