import { measureShots, shotOf } from '../checks/_measure.ts';
import { describeProbe, probeHealth } from '../checks/_probe.ts';
import { formatMeasure } from '../core/playbook/limit.ts';
import { factsOf, lastFact, type NewFact } from '../core/release/fact.ts';
import { act, finish, type Move, record, wait } from '../core/release/move.ts';
import { formatDuration } from '../core/time/duration.ts';
import { defineStep, type Reference } from './_step.ts';
import { checkings, checksOf, gapMs, probings, Spec, targetOf, type View, WatchFact, WatchSample } from './_watch.ts';
import { askOf, hearWatch, needsPresence } from './_watch-ask.ts';
import { measuresAt } from './_watch-judge.ts';
import { countdownsOf, decision, moveCountdown, problemsOf } from './_watch-problems.ts';

/** A check may be a program that tests for minutes; it is not asked with every look. */
const CHECK_EVERY_MS = 5 * 60_000;
const PROBE_LIMIT_MS = 120_000;
const CHECK_LIMIT_MS = 30 * 60_000;

/**
 * Looks at a target again and again, in business time, and holds what it measures against the target's limits and the
 * triggers of the rollback. What is broken or can't be told is asked about; a trigger with `auto` rolls back by itself
 * after a countdown that anybody who decides can stop. It ends well after `for`, when nothing is left open.
 */
export default defineStep({
  name: 'watch',
  summary: 'Watches a target for a time, and calls people or rolls back when its limits break.',
  spec: Spec,
  uses: ({ value }): readonly Reference[] => [{ to: 'target', name: value, path: ['value'] }],
  title: ({ value, for: ms }) => `Watch ${value} for ${formatDuration(ms)}`,
  once: false,
  facts: WatchFact,
  samples: WatchSample,

  next(view): Move<'probe' | 'ask', NewFact<WatchFact>> {
    const decided = decision(view);
    if (decided) return decided;
    const gap = newGap(view);
    if (gap) return record({ type: 'gap', ...gap });
    if (view.now >= probeDue(view)) return act('probe');
    if (checkDue(view) !== undefined) return act('ask');
    const countdown = moveCountdown(view);
    if (countdown) return countdown;

    const isOpen = problemsOf(view).length > 0 || countdownsOf(view).length > 0 || needsPresence(view);
    if (!isOpen && view.now >= endOf(view)) return finish(report(view), outputOf(view));
    return wait(whyOf(view), { until: nextLook(view), ask: askOf(view) });
  },

  hear: hearWatch,

  actions: {
    probe: {
      effect: false,
      timeoutMs: () => PROBE_LIMIT_MS,
      async perform(context) {
        const seen = await probeHealth(targetOf(context), context.tools, context.signal);
        const shots = seen.flatMap(({ probe }) => shotOf(probe) ?? []);
        const bad = seen.filter(({ probe }) => !probe.answered || !probe.ok);
        return { sample: { what: 'probe', shots, note: bad.map(describeProbe).join('; ') } };
      },
    },
    ask: {
      effect: false,
      timeoutMs: () => CHECK_LIMIT_MS,
      async perform(context) {
        const check = checkDue(context);
        if (check === undefined) throw new Error('there is no check to ask');
        const { outcome, note } = await context.tools.check(check, context.signal);
        return { sample: { what: 'check', check, outcome, note } };
      },
    },
  },
});

/** A time in which nobody looked, because Shipmate was away or the release was suspended: told, never made up. */
function newGap(view: View): { readonly from: number; readonly to: number } | undefined {
  const from = probings(view).at(-1)?.at ?? view.startedAt;
  if (view.now - from <= gapMs(view.spec)) return undefined;
  return lastFact(view.facts, 'gap')?.from === from ? undefined : { from, to: view.now };
}

function probeDue(view: View): number {
  const last = probings(view).at(-1);
  return last ? last.at + view.spec.every : view.startedAt;
}

function checkDueAt(view: View, check: string): number {
  const last = checkings(view, check).at(-1);
  if (!last) return view.startedAt;
  // A countdown is confirmed by one more look at its end.
  const ends = countdownsOf(view).map(({ endsAt }) => (endsAt > last.at ? endsAt : Number.POSITIVE_INFINITY));
  return Math.min(last.at + Math.max(CHECK_EVERY_MS, view.spec.every), ...ends);
}

const checkDue = (view: View): string | undefined =>
  checksOf(view).find((check) => view.now >= checkDueAt(view, check));

function nextLook(view: View): number {
  const times = [
    probeDue(view),
    endOf(view),
    ...checksOf(view).map((check) => checkDueAt(view, check)),
    ...countdownsOf(view).map(({ endsAt }) => endsAt),
  ];
  return Math.min(...times.filter((time) => time > view.now));
}

/** Somebody who came late still has to be there for the whole of `active`. */
function endOf({ startedAt, spec, facts }: View): number {
  const here = lastFact(facts, 'here');
  return Math.max(startedAt + spec.for, here ? here.at + spec.active : 0);
}

function whyOf(view: View): string {
  const { value } = view.spec;
  const [countdown] = countdownsOf(view);
  if (countdown) return `${countdown.title}: a countdown to the rollback is running`;
  const [problem] = problemsOf(view);
  if (problem) return `${problem.title}: ${problem.note}`;
  const left = endOf(view) - view.now;
  if (left <= 0) return `nobody has confirmed to be there for ${value}`;
  return `watching ${value}, ${formatDuration(left)} left${measuresText(view)}`;
}

function measuresText(view: View): string {
  const at = probings(view).at(-1)?.at;
  if (at === undefined) return '';
  const { reports, ...measures } = measuresAt(view, { from: at - CHECK_EVERY_MS, at });
  return Object.entries(measures)
    .map(([name, value]) => `, ${name} ${formatMeasure(name, value)}`)
    .join('');
}

function report(view: View): string {
  const gaps = factsOf(view.facts, 'gap').map(({ from, to }) => formatDuration(to - from));
  const kept = factsOf(view.facts, 'kept').map(({ reason }) => reason);
  const measures = Object.entries(measureShots(probings(view).flatMap(({ body }) => body.shots)));
  return [
    `watched ${view.spec.value} for ${formatDuration(view.now - view.startedAt)} in ${probings(view).length} looks`,
    ...measures.map(([name, value]) => `${name} ${formatMeasure(name, value)}`),
    ...(gaps.length > 0 ? [`nobody looked for ${gaps.join(' and ')}`] : []),
    ...(kept.length > 0 ? [`kept in spite of problems: ${kept.join('; ')}`] : []),
  ].join(', ');
}

/** `downtime` in milliseconds: from every look at which no path answered well to the look after it. */
function outputOf(view: View): Record<string, string | number> {
  const looks = probings(view);
  const downtime = looks.reduce((sum, { at, body }, index) => {
    const isDown = body.shots.length > 0 && body.shots.every(({ ok }) => !ok);
    return isDown ? sum + (looks[index + 1]?.at ?? view.now) - at : sum;
  }, 0);
  return { target: view.spec.value, ...measureShots(looks.flatMap(({ body }) => body.shots)), downtime };
}
