import type { Trigger } from '../core/playbook/playbook.ts';
import { factsOf, lastFact, type NewFact } from '../core/release/fact.ts';
import { type Fail, record, rollBack } from '../core/release/move.ts';
import { formatDuration } from '../core/time/duration.ts';
import { who } from './_people.ts';
import { type View, type WatchFact, wayBack } from './_watch.ts';
import { type Condition, conditionsOf, type Streak, streakOf } from './_watch-judge.ts';

/** Something that people have to look at before the watch can end well. */
export interface Problem {
  readonly key: string;
  readonly title: string;
  readonly note: string;
  readonly state: 'no' | 'unknown';
}

/** A countdown to a rollback that is running. */
export interface Countdown {
  readonly trigger: string;
  readonly title: string;
  readonly endsAt: number;
  readonly note: string;
}

/** What nobody has answered for yet. */
export function problemsOf(view: View): readonly Problem[] {
  return [...conditionProblems(view), ...reportProblems(view), ...blindness(view)];
}

function conditionProblems(view: View): readonly Problem[] {
  return conditionsOf(view)
    .filter(({ trigger }) => trigger === undefined || openCountdown(trigger, view) === undefined)
    .flatMap((condition): readonly Problem[] => {
      const streak = streakOf(condition, view, restartOf(condition.trigger, view));
      if (!streak || streak.is === 'good' || !hasLasted(streak, condition, view)) return [];
      // A countdown tells of it, or somebody has stopped that countdown.
      if (streak.is === 'bad' && countsDown(condition.trigger, view)) return [];
      if (isKept(condition.key, streak.since, view)) return [];
      const { key, title } = condition;
      return [{ key, title, note: streak.note, state: streak.is === 'bad' ? 'no' : 'unknown' }];
    });
}

/** One look that can't tell is no reason to call people; two in a row are. */
function hasLasted({ is, since, last }: Streak, { trigger, seen }: Condition, { spec }: View): boolean {
  if (is === 'bad') return last - since >= (trigger?.holdsMs ?? 0);
  return seen.by === 'check' || last - since >= spec.every;
}

function isKept(key: string, since: number, { facts }: View): boolean {
  return factsOf(facts, 'kept').some(({ at, problems }) => at >= since && problems.includes(key));
}

function reportProblems(view: View): readonly Problem[] {
  return factsOf(view.facts, 'reported').flatMap(({ at, by, reason }, index): readonly Problem[] => {
    const key = `report-${index + 1}`;
    return isKept(key, at, view) ? [] : [{ key, title: `${who(by)} reports a problem`, note: reason, state: 'no' }];
  });
}

/** A watch that saw less than half of its time proves nothing. */
function blindness(view: View): readonly Problem[] {
  const gaps = factsOf(view.facts, 'gap');
  const blindMs = gaps.reduce((sum, { from, to }) => sum + to - from, 0);
  const last = gaps.at(-1);
  if (!last || blindMs * 2 < view.spec.for || isKept('blind', last.at, view)) return [];
  const note = `nobody looked for ${formatDuration(blindMs)} of ${formatDuration(view.spec.for)}`;
  return [{ key: 'blind', title: 'Too little was seen', note, state: 'unknown' }];
}

const countsDown = (trigger: Trigger | undefined, view: View): boolean =>
  trigger?.autoMs !== undefined && wayBack(view) !== undefined;

/** The newest word on the countdown of this trigger. */
function newestMark(trigger: Trigger, { facts }: View) {
  return facts.findLast(
    (fact) =>
      (fact.type === 'counting' || fact.type === 'recovered' || fact.type === 'stopped-counting') &&
      fact.trigger === trigger.key,
  );
}

function openCountdown(trigger: Trigger, view: View): Countdown | undefined {
  const mark = newestMark(trigger, view);
  return mark?.type === 'counting'
    ? { trigger: trigger.key, title: trigger.text, endsAt: mark.endsAt, note: mark.note }
    : undefined;
}

/** From where on looks count: a countdown is confirmed, and begun anew, only by what was seen after it began or ended. */
function restartOf(trigger: Trigger | undefined, view: View): number | undefined {
  const mark = trigger && newestMark(trigger, view);
  return mark && mark.type !== 'stopped-counting' ? mark.at : undefined;
}

function isStopped(trigger: Trigger, { since }: Streak, view: View): boolean {
  const mark = newestMark(trigger, view);
  return mark?.type === 'stopped-counting' && mark.at >= since;
}

export function countdownsOf(view: View): readonly Countdown[] {
  if (!wayBack(view)) return [];
  return automatic(view).flatMap((trigger) => openCountdown(trigger, view) ?? []);
}

function automatic(view: View): readonly Trigger[] {
  return (wayBack(view)?.triggers ?? []).filter(({ autoMs }) => autoMs !== undefined);
}

/** Begins, ends or carries out countdowns; undefined when there is nothing to do about them now. */
export function moveCountdown(view: View): Fail | ReturnType<typeof record<NewFact<WatchFact>>> | undefined {
  for (const trigger of automatic(view)) {
    const streaks = conditionsOf(view)
      .filter((condition) => condition.trigger?.key === trigger.key)
      .flatMap((condition) => streakOf(condition, view, restartOf(trigger, view)) ?? []);
    const bad = streaks.find(({ is }) => is === 'bad');
    const counting = openCountdown(trigger, view);
    if (counting) {
      const isOver = view.now >= counting.endsAt;
      if (isOver && bad) return rollBack(`${trigger.text}: ${bad.note}`);
      if ((isOver && streaks.length > 0) || (streaks.length > 0 && streaks.every(({ is }) => is === 'good'))) {
        return record({ type: 'recovered', trigger: trigger.key });
      }
    } else if (bad && bad.last - bad.since >= trigger.holdsMs && !isStopped(trigger, bad, view)) {
      const endsAt = view.now + (trigger.autoMs ?? 0);
      return record({ type: 'counting', trigger: trigger.key, endsAt, note: bad.note });
    }
  }
  return undefined;
}

export function decision({ facts }: View): Fail | undefined {
  const decided = lastFact(facts, 'decided');
  return decided && rollBack(`${who(decided.by)} decided to roll back: ${decided.reason}`);
}
