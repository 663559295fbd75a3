import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import type { Playbook } from '../core/playbook/playbook.ts';
import { Answerer, Duration, oneOrMore } from '../core/playbook/words.ts';
import type { Ask } from '../core/release/ask.ts';
import type { NewFact } from '../core/release/fact.ts';
import { act, fail, finish, type Move, wait } from '../core/release/move.ts';
import { listed } from '../core/text.ts';
import {
  askCheck,
  CheckFact,
  type CheckState,
  checkAnswers,
  checkItem,
  checkState,
  checkTitle,
  checkToAsk,
  isSettled,
  LONGEST_CHECK_MS,
  nextAsking,
  waive,
} from './_checks.ts';
import { defineStep, type HeardView } from './_step.ts';

const Spec = z.strictObject({
  value: oneOrMore(Answerer).describe(
    'checks of the playbook, or `<target>/<check>`; asked in order, all are reported',
  ),
  recheck: Duration.default(5 * 60_000).describe('how long until a check that did not pass is asked again by itself'),
  tries: z.int().positive().default(1).describe('how often a check may fail before the step has failed'),
});
type Spec = z.output<typeof Spec>;
type View = HeardView<Spec, CheckFact, never>;

/**
 * Asks every check in order and reports them all. One that has failed `tries` times fails the step, because only the
 * engine knows what `on-fail` makes of that; when it pauses, the engine begins a new round after `recheck`, in which all
 * are asked again. Until then, and while nobody knows an outcome, the step itself waits and asks again. The owner may
 * waive what nobody knows, never what fails. An optional check is reported and holds nothing up.
 */
export default defineStep({
  name: 'check',
  summary: 'Asks checks, and goes on when all of them pass.',
  spec: Spec,
  uses: ({ value }) => value.map((name, index) => ({ to: 'check', name, path: ['value', index] })),
  title: ({ value }) => `Check ${listed(value)}`,
  once: false,
  againMs: ({ recheck }) => recheck,
  facts: CheckFact,

  next(view): Move<'ask', never> {
    const states = statesOf(view);
    if (toAsk(view, states) !== undefined) return act('ask');

    const blocking = states.filter((state) => !isSettled(state) && !isOptional(state.check, view.playbook));
    if (blocking.length === 0) return finish(report(states, view.playbook), outputOf(states));

    const why = blocking.map(({ check, note }) => `${checkTitle(check, view.playbook)}: ${note}`).join('; ');
    const until = nextAsking(blocking, view.spec.recheck);
    const failing = blocking.some(({ state, failures }) => state === 'fail' && failures >= view.spec.tries);
    if (failing) return fail(why);
    return wait(why, { ask: askOf(states, view), ...(until !== undefined && { until }) });
  },

  hear(answer, view): NewFact<CheckFact> {
    if (answer.verb === 'again') return { type: 'again' };
    const state = statesOf(view).find(({ check }) => check === answer.item);
    if (answer.verb === 'waive' && state) return waive(state, answer.fields.reason ?? '');
    throw new UserError('stale', `\`${answer.item ?? answer.verb}\` is not asked here`, {
      fix: 'Look at the card again.',
    });
  },

  actions: {
    ask: {
      effect: false,
      timeoutMs: () => LONGEST_CHECK_MS,
      perform(context) {
        const check = toAsk(context, statesOf(context));
        if (check === undefined) throw new Error('there is no check to ask');
        return askCheck(check, context);
      },
    },
  },
});

const statesOf = ({ spec, facts }: View): readonly CheckState[] => spec.value.map((check) => checkState(check, facts));

/** An optional check is asked once: nobody waits for it. */
function toAsk({ facts, now, spec, playbook }: View, states: readonly CheckState[]): string | undefined {
  const due = states.filter((state) => state.at === undefined || !isOptional(state.check, playbook));
  return checkToAsk(due, facts, { now, recheckMs: spec.recheck });
}

const isOptional = (check: string, { checks }: Playbook): boolean => checks[check]?.optional ?? false;

function askOf(states: readonly CheckState[], { playbook, owner }: View): Ask {
  const blocking = states.filter(({ check }) => !isOptional(check, playbook));
  const unknown = blocking.filter(({ state }) => state === 'unknown').length;
  return {
    question:
      unknown > 0
        ? 'Nobody can tell the outcome of what is marked unknown. It is asked again by itself; who goes on without it says why.'
        : 'What has not passed is asked again by itself.',
    of: unknown > 0 ? [owner] : [],
    items: states.map((state) => checkItem(state, playbook)),
    answers: checkAnswers(blocking, { item: (check) => check, of: [owner] }),
  };
}

function report(states: readonly CheckState[], playbook: Playbook): string {
  if (states.length === 1) return states[0]?.note ?? '';
  const passed = states.filter(({ state }) => state === 'pass').length;
  const others = states.filter(({ state }) => state !== 'pass');
  const rest = others.map(({ check, note }) => `${checkTitle(check, playbook)}: ${note}`);
  return [`${passed} of ${states.length} passed`, ...rest].join('; ');
}

const outputOf = (states: readonly CheckState[]): Record<string, string> =>
  Object.fromEntries(states.map(({ check, state }) => [check, state]));
