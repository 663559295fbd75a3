import { measureShots } from '../checks/_measure.ts';
import { holds } from '../core/playbook/limit.ts';
import type { Limit, Trigger } from '../core/playbook/playbook.ts';
import { checkings, gapMs, probings, targetOf, triggersOf, type View } from './_watch.ts';

/** What a limit without `per` is held against: one slow answer is no trend, and an hour ago is no news. */
const WINDOW_MS = 5 * 60_000;

/** Something that is looked at with every sample. */
export interface Condition {
  readonly key: string;
  /** As the playbook has it. */
  readonly title: string;
  /** `limit`: bad when it does not hold. `sign`: bad when it does. `check`: bad when it fails. */
  readonly seen:
    | { readonly by: 'limit' | 'sign'; readonly limit: Limit }
    | { readonly by: 'check'; readonly check: string };
  readonly trigger?: Trigger;
}

export interface Verdict {
  readonly is: 'good' | 'bad' | 'unknown';
  readonly note: string;
}

/** What has been so without interruption, and since when. */
export interface Streak extends Verdict {
  /** Business time of the first and of the last look at which it was so. */
  readonly since: number;
  readonly last: number;
}

export function conditionsOf(view: View): readonly Condition[] {
  const { name, limits } = targetOf(view);
  return [
    ...limits.map(
      (limit): Condition =>
        'check' in limit
          ? { key: `${name}: ${limit.check}`, title: limit.check, seen: { by: 'check', check: limit.check } }
          : { key: `${name}: ${limit.text}`, title: limit.text, seen: { by: 'limit', limit } },
    ),
    ...triggersOf(view).flatMap((trigger) => trigger.by.flatMap((seer) => conditionBy(trigger, seer))),
  ];
}

function conditionBy(trigger: Trigger, seer: Trigger['by'][number]): readonly Condition[] {
  const { key, text: title } = trigger;
  if (seer.kind === 'check')
    return [{ key: `${key}/${seer.name}`, title, trigger, seen: { by: 'check', check: seer.name } }];
  if (seer.kind === 'limit')
    return [{ key: `${key}/${seer.limit.text}`, title, trigger, seen: { by: 'sign', limit: seer.limit } }];
  return [];
}

/**
 * Since when a condition has been what it is now. Looks before `from` are left out, so that after a countdown began only
 * what came later counts. A look that could not tell neither confirms nor interrupts what is bad. Undefined before the
 * first look.
 */
export function streakOf(condition: Condition, view: View, from = Number.NEGATIVE_INFINITY): Streak | undefined {
  const { seen } = condition;
  const looks = (seen.by === 'check' ? checkings(view, seen.check) : probings(view)).filter(({ at }) => at > from);
  let streak: Streak | undefined;
  let later: number | undefined;
  for (const { at } of looks.toReversed()) {
    if (seen.by !== 'check' && later !== undefined && later - at > gapMs(view.spec)) break;
    later = at;
    const verdict = judge(condition, view, { from, at });
    if (!streak) streak = { ...verdict, since: at, last: at };
    else if (verdict.is === streak.is) streak = { ...verdict, since: at, last: streak.last };
    else if (streak.is === 'unknown' && verdict.is === 'bad') streak = { ...verdict, since: at, last: at };
    else if (!(streak.is === 'bad' && verdict.is === 'unknown')) break;
    // Nobody asks since when it has been good.
    if (streak.is === 'good') break;
  }
  return streak;
}

interface Period {
  readonly from: number;
  readonly at: number;
}

function judge({ seen }: Condition, view: View, { from, at }: Period): Verdict {
  if (seen.by === 'check') {
    const look = checkings(view, seen.check).findLast((sample) => sample.at <= at)?.body;
    return { is: OUTCOMES[look?.outcome ?? 'unknown'], note: look?.note ?? 'it was not asked yet' };
  }
  const { limit } = seen;
  const measures = measuresAt(view, { from: Math.max(from, at - (limit.perMs ?? WINDOW_MS)), at });
  const { outcome, note } = holds(limit, measures, view.release.baselines[view.spec.value]);
  if (outcome === 'unknown') return { is: 'unknown', note };
  return { is: (outcome === 'pass') === (seen.by === 'limit') ? 'good' : 'bad', note };
}

const OUTCOMES = { pass: 'good', fail: 'bad', unknown: 'unknown' } as const;

/** What was measured in a period: after `from`, up to `at`, the look at `at` always among it. */
export function measuresAt(view: View, { from, at }: Period): Readonly<Record<string, number>> {
  const looks = probings(view).filter((sample) => sample.at === at || (sample.at > from && sample.at < at));
  return { ...measureShots(looks.flatMap(({ body }) => body.shots)), reports: view.release.reports };
}
