import { factsOf, lastFact, type NewFact } from '../core/release/fact.ts';
import { act, finish, type Move, record, wait } from '../core/release/move.ts';
import { listed } from '../core/text.ts';
import {
  approvalsAt,
  ExceptionFact,
  exceptionsOf,
  Glimpse,
  named,
  openRoles,
  type Seen,
  Spec,
  seenIn,
  type View,
} from './_exception.ts';
import { enqueue, letThrough, look, merge } from './_exception-acts.ts';
import { askOf, hear } from './_exception-ask.ts';
import { who } from './_people.ts';
import { defineStep } from './_step.ts';

/** Machine time. */
const POLL_MS = 30_000;
/** A merge that the host refused is tried again after so long. */
const AGAIN_MS = 60_000;

type Acts = 'look' | 'merge' | 'enqueue' | 'let-through';
type ExceptionMove = Move<Acts, NewFact<ExceptionFact>>;

/** Begun by the order `exception`, as a run beside the release. Its output: `pull`, `head`, `outcome`. */
export default defineStep({
  name: 'exception',
  summary: 'Lets one pull request through the freeze when everybody who is asked agrees.',
  spec: Spec,
  byOrder: true,
  title: ({ value }) => `Let #${value} through the freeze`,
  once: false,
  facts: ExceptionFact,
  samples: Glimpse,

  next(view): ExceptionMove {
    const seen = seenIn(view);
    if (!seen) return lookOr(view, () => wait('nobody knows what the pull request looks like'));
    const over = ended(view, seen);
    return over ?? lostByPush(view, seen) ?? lookOr(view, () => decided(view, seen) ?? passing(view, seen));
  },

  hear,
  actions: { look, merge, enqueue, 'let-through': letThrough },
});

function end(view: View, outcome: string, note: string, more: { readonly commit?: string } = {}): ExceptionMove {
  return finish(note, { pull: view.spec.value, head: seenIn(view)?.head ?? '', outcome, ...more });
}

/** Whatever ends it; undefined while it goes on. */
function ended(view: View, seen: Seen): ExceptionMove | undefined {
  const { facts, now, release } = view;
  const name = named(view, seen);
  const merged = lastFact(facts, 'merged');
  if (merged) return end(view, 'merged', `${name} is merged`, { commit: merged.commit });
  const refused = lastFact(facts, 'refused');
  if (refused) return end(view, 'refused', `${who(refused.by)} refused ${name}: ${refused.reason}`);
  const given = lastFact(facts, 'given');
  if (seen.state === 'merged') {
    const isOurs = given?.head === seen.head;
    const note = isOurs
      ? `${name} is merged`
      : `${name} was merged by ${seen.mergedBy ?? 'somebody'}, without an exception`;
    return end(view, isOurs ? 'merged' : 'by-hand', note, { commit: seen.mergeCommit ?? '' });
  }
  if (seen.state === 'closed') return end(view, 'closed', `${name} was closed`);
  if (!release.closed.includes(seen.base)) return end(view, 'over', `\`${seen.base}\` is not frozen any more`);
  if (given?.head === seen.head && now >= given.until) {
    return end(view, 'expired', `${name} was not merged in time: what was agreed counts no more`);
  }
  return undefined;
}

/** A push after somebody agreed: all are asked anew, and told so. */
function lostByPush(view: View, seen: Seen): ExceptionMove | undefined {
  const was = lastFact(view.facts, 'approved')?.head;
  if (was === undefined || was === seen.head || lastFact(view.facts, 'pushed')?.head === seen.head) return undefined;
  return record(
    { type: 'pushed', head: seen.head, was },
    {
      emit: 'say',
      message: 'exception-asked',
      fill: {
        who: who(view.spec.by),
        reason: lastFact(view.facts, 'asked')?.reason ?? '',
        approvers: listed(exceptionsOf(view).approvedBy),
        note: `${named(view, seen)}. Something was pushed to it (${short(was)} is ${short(seen.head)} now), so what was agreed is void`,
      },
    },
  );
}

/** Looks again when the last look is old, or something happened in the repository since. */
function lookOr({ samples, machine, heardAt }: View, move: () => ExceptionMove): ExceptionMove {
  const last = samples.at(-1);
  if (!last) return act('look');
  const trouble = 'trouble' in last.body ? last.body : undefined;
  const lookAt = last.recorded + (trouble?.pauseMs ?? POLL_MS);
  if (machine >= lookAt || (!trouble && heardAt > last.recorded)) return act('look');
  const next = move();
  if (next.do !== 'wait') return next;
  return { ...next, pollMs: lookAt - machine, ...(trouble && { why: `${next.why} (${trouble.trouble})` }) };
}

/** What people still have to decide, or what follows from the last of them. */
function decided(view: View, seen: Seen): ExceptionMove | undefined {
  const open = openRoles(seen.head, view);
  if (open.length > 0) return wait(`${listed(open)} to decide on ${named(view, seen)}`, { ask: askOf(view, seen) });
  if (factsOf(view.facts, 'given').some(({ head }) => head === seen.head)) return undefined;
  const until = view.now + exceptionsOf(view).lastsMs;
  const people = listed([...new Set(approvalsAt(seen.head, view).map(({ by }) => who(by)))]);
  return record(
    { type: 'given', head: seen.head, until },
    { emit: 'except', pull: view.spec.value, head: seen.head, until },
    {
      emit: 'say',
      message: 'exception-given',
      fill: {
        who: people,
        note: `${named(view, seen)}; ${isWeak(view) ? WEAK : `it is merged at ${short(seen.head)}`}`,
      },
    },
  );
}

const WEAK = 'its head is marked as passing, the weaker way: another pull request with the same head would pass, too';

/** Without a rule that Shipmate passes, only a status on the head lets it through, and people merge it. */
function isWeak({ release }: View): boolean {
  return release.guard?.mode === 'status';
}

function passing(view: View, seen: Seen): ExceptionMove {
  const { facts, machine } = view;
  const given = lastFact(facts, 'given');
  const later = { ...(given && { until: given.until }) };
  const here = (type: 'let-through' | 'queued' | 'queue-only' | 'blocked') =>
    factsOf(facts, type).findLast(({ head }) => head === seen.head);
  if (seen.draft) return wait(`${named(view, seen)} is a draft`, later);
  if (isWeak(view)) return here('let-through') ? wait('it may be merged now', later) : act('let-through');
  if (seen.missing.length > 0) return wait(`these checks are missing: ${listed(seen.missing)}`, later);
  if (here('queued')) return wait('it is in the merge queue', later);
  if (here('queue-only')) return act('enqueue');
  const blocked = lastFact(facts, 'blocked');
  if (blocked?.head === seen.head && machine - blocked.recorded < AGAIN_MS) {
    return wait(`it can't be merged: ${blocked.why}`, later);
  }
  return act('merge');
}

function short(commit: string): string {
  return commit.slice(0, 7);
}
