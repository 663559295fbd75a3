import { UserError } from '../core/errors.ts';
import { lastFact, type NewFact } from '../core/release/fact.ts';
import { act, fail, finish, type Move } from '../core/release/move.ts';
import { AT_HOST, LOOK_AT_HOST } from './_host.ts';
import { askNoticed } from './_noticed.ts';
import { who } from './_people.ts';
import { short } from './_places.ts';
import { untilLook } from './_poll.ts';
import {
  type FactOf,
  Glimpse,
  glimpseIn,
  noticedIn,
  ownFacts,
  PullRequestFact,
  pairOf,
  pullIn,
  Spec,
  type View,
} from './_pull-request.ts';
import {
  edit,
  find,
  lookForEdited,
  lookForOpened,
  lookForRequest,
  observe,
  open,
  request,
} from './_pull-request-acts.ts';
import { askAnother, askMerged, askReviews } from './_pull-request-ask.ts';
import { approversOf, named, needsOf } from './_pull-request-judge.ts';
import { defineStep, type Reference } from './_step.ts';
import { chooseVersion, hearVersion } from './_version.ts';
import { PROPOSE } from './_version-look.ts';

type Action = 'propose' | 'find' | 'open' | 'edit' | 'request' | 'observe';
type PullMove = Move<Action, NewFact<PullRequestFact>>;

const POLL_MS = 30_000;

/** Its output: `pull-request` (the number), `from`, `into`, `head` (the commit that was approved), `url`, `version`. */
export default defineStep({
  name: 'pull-request',
  summary: 'Opens a pull request, or finds the open one, and waits until everybody has approved it.',
  spec: Spec,
  uses: ({ value, 'reviewed-by': roles }): readonly Reference[] => [
    { to: 'branch', name: value.from, path: ['value'] },
    { to: 'branch', name: value.into, path: ['value'] },
    ...roles.map((name, index) => ({ to: 'role', name, path: ['reviewed-by', index] }) as const),
  ],
  title: ({ value }) => `Pull request of ${value.from} into ${value.into}`,
  once: false,
  facts: PullRequestFact,
  samples: Glimpse,

  next(view): PullMove {
    const choice = chooseVersion(view, view.facts);
    if (choice) return choice;
    const pull = pullIn(view);
    return pull ? follow(view, pull) : begin(view);
  },

  hear({ verb }, view): NewFact<PullRequestFact> {
    if (verb === 'again' || verb === 'anew') return { type: verb };
    const what = verb === 'accept' ? noticedIn(view) : undefined;
    if (what !== undefined) return { type: 'accepted', what };
    const heard = hearVersion(verb);
    if (heard) return heard;
    throw new UserError('stale', `\`${verb}\` is not asked here`, { fix: 'Look at the card again.' });
  },

  actions: {
    propose: PROPOSE,
    find: { ...LOOK_AT_HOST, perform: find },
    open: {
      ...AT_HOST,
      perform: open,
      look: lookForOpened,
      // Its number is found by another look.
      assume: (): NewFact<PullRequestFact> => ({ type: 'again' }),
    },
    edit: {
      ...AT_HOST,
      perform: edit,
      look: lookForEdited,
      assume: (): NewFact<PullRequestFact> => ({ type: 'edited' }),
    },
    request: {
      ...AT_HOST,
      perform: request,
      look: lookForRequest,
      assume: (): NewFact<PullRequestFact> => ({ type: 'asked', logins: [], refused: [] }),
    },
    observe: { ...LOOK_AT_HOST, perform: observe },
  },
});

/** There is none yet. */
function begin(view: View): PullMove {
  const facts = ownFacts(view);
  const none = lastFact(facts, 'none');
  const last = facts.at(-1)?.type;
  if (!none || last === 'again') return act('find');
  if (none.missing !== null) return fail(`there is no branch \`${none.missing}\`: make it, then try again`);
  if (none.commits > 0) return act('open');
  const { from, into } = pairOf(view);
  const why = `\`${into}\` has everything of \`${from}\` already`;
  const accepted = lastFact(facts, 'accepted');
  if (accepted) return finish(`${why}: ${who(accepted.by)} goes on without a pull request`, { from, into });
  const question = `${why}, so that there is nothing to review. Was it merged, or is something not pushed yet?`;
  return askNoticed(view.owner, { why, question, accept: 'Go on without one' });
}

function follow(view: View, pull: FactOf<'found'> | FactOf<'opened'>): PullMove {
  const facts = ownFacts(view);
  const glimpse = glimpseIn(view);
  const accepted = lastFact(facts, 'accepted');
  if (glimpse && accepted && accepted.what === noticedIn(view)) {
    return done(view, pull, `#${pull.number} was merged by hand, and ${who(accepted.by)} goes on with that`);
  }
  const left = untilNext(view);
  if (!glimpse || left <= 0) return act('observe');
  if (glimpse.state === 'merged') return { ...askMerged(view, pull, glimpse), pollMs: left };
  if (glimpse.state === 'closed' || glimpse.base !== pairOf(view).into) {
    return { ...askAnother(view, pull, glimpse), pollMs: left };
  }
  if (pull.type === 'found' && pull.ours && !pull.current && !lastFact(facts, 'edited')) return act('edit');
  if (view.spec['reviewed-by'].length > 0 && !lastFact(facts, 'asked')) return act('request');
  const isMissing = needsOf(view, glimpse).some(({ state }) => state !== 'yes');
  if (isMissing) return { ...askReviews(view, pull, glimpse), pollMs: left };
  const approvers = approversOf(glimpse);
  const by = approvers.length === 0 ? 'is open' : `is approved by ${named(approvers)}`;
  return done(view, pull, `#${pull.number} ${by}, at ${short(glimpse.head)}`);
}

function done(view: View, { number, url }: { readonly number: number; readonly url: string }, note: string): PullMove {
  const head = glimpseIn(view)?.head ?? null;
  return finish(note, { 'pull-request': number, ...pairOf(view), head, url, version: view.release.version });
}

/** Machine milliseconds until another look is worth it; 0 when a person asks for one, or the host had news. */
function untilNext(view: View): number {
  const asked = lastFact(view.facts, 'again')?.recorded ?? 0;
  const last = view.samples.at(-1)?.recorded ?? 0;
  return asked > last ? 0 : untilLook({ ...view, facts: [] }, POLL_MS);
}
