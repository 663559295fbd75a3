import { UserError } from '../core/errors.ts';
import type { Answer, AnswerOption, Ask, Field } from '../core/release/ask.ts';
import { lastFact, type NewFact } from '../core/release/fact.ts';
import { formatDuration } from '../core/time/duration.ts';
import { formatLocal } from '../core/time/zone.ts';
import { triggersOf, type View, type WatchFact, wayBack } from './_watch.ts';
import { type Countdown, countdownsOf, type Problem, problemsOf } from './_watch-problems.ts';

const reason = (label: string): Field => ({ name: 'reason', label, kind: 'text' });

export const needsPresence = ({ spec, facts }: View): boolean =>
  spec.active > 0 && lastFact(facts, 'here') === undefined;

/** What people can say while it watches. */
export function askOf(view: View): Ask {
  const problems = problemsOf(view);
  const countdowns = countdownsOf(view);
  const deciders = decidersOf(view);
  const calls = [
    ...(problems.length + countdowns.length > 0 ? deciders : []),
    ...(needsPresence(view) ? [view.owner] : []),
  ];
  return {
    question: questionOf(view, problems, countdowns),
    of: [...new Set(calls)],
    ...(problems.length + countdowns.length > 0 && {
      items: [
        ...countdowns.map(({ trigger, title, note }) => ({ key: trigger, title, note, state: 'no' as const })),
        ...problems,
      ],
    }),
    answers: [
      ...(needsPresence(view)
        ? [{ verb: 'here', label: 'I am here', style: 'primary', of: [view.owner] } as const]
        : []),
      ...countdowns.map(({ trigger }) => stopAnswer(trigger, deciders)),
      ...(problems.length > 0 ? problemAnswers(view, deciders) : []),
      reportAnswer(view),
    ],
  };
}

const decidersOf = (view: View): readonly string[] => [...new Set([view.owner, ...(wayBack(view)?.decidedBy ?? [])])];

function questionOf(view: View, problems: readonly Problem[], countdowns: readonly Countdown[]): string {
  const { value, active } = view.spec;
  const lines = [
    ...countdowns.map(
      ({ title, endsAt }) =>
        `${title}: ${value} is rolled back at ${formatLocal(endsAt, view.playbook.timezone)} unless somebody stops it or it recovers.`,
    ),
    ...(problems.length > 0 ? [`${value} has a problem. Roll back, or keep watching?`] : []),
    ...(needsPresence(view) ? [`Somebody has to be there for the first ${formatDuration(active)}.`] : []),
  ];
  return lines.length > 0 ? lines.join('\n') : `Watching ${value}. Whoever sees a problem says so here.`;
}

function stopAnswer(item: string, of: readonly string[]): AnswerOption {
  const fields = [reason('Why is it right to stay?')];
  return { verb: 'stop-countdown', label: 'Stop the countdown', item, style: 'primary', of, fields };
}

function problemAnswers(view: View, deciders: readonly string[]): readonly AnswerOption[] {
  const way = wayBack(view);
  const back = { verb: 'roll-back', label: 'Roll back', style: 'danger', fields: [reason('Why?')] } as const;
  return [
    ...(way ? [{ ...back, of: way.decidedBy }] : []),
    { verb: 'keep', label: 'Keep watching', of: deciders, fields: [reason('Why is it right to go on?')] },
  ];
}

function reportAnswer(view: View): AnswerOption {
  const seen = triggersOf(view).filter(({ by }) => by.some(({ kind }) => kind === 'role'));
  const options = seen.map(({ key, text }) => ({ value: key, label: text }));
  const which: Field = { name: 'trigger', label: 'What kind of problem?', kind: 'choice', options, optional: true };
  const fields = [reason('What did you see?'), ...(options.length > 0 ? [which] : [])];
  return { verb: 'report', label: 'Report a problem', of: ['anyone'], fields };
}

/** Throws UserError when what it answers is over. */
export function hearWatch({ verb, item, fields }: Answer, view: View): NewFact<WatchFact> {
  const why = fields.reason ?? '';
  if (verb === 'here') return { type: 'here' };
  if (verb === 'report') return { type: 'reported', reason: why, ...(fields.trigger && { trigger: fields.trigger }) };
  if (verb === 'roll-back') return { type: 'decided', reason: why };

  const countdown = countdownsOf(view).find(({ trigger }) => verb === 'stop-countdown' && trigger === item);
  if (countdown) return { type: 'stopped-counting', trigger: countdown.trigger, reason: why };
  const problems = problemsOf(view).map(({ key }) => key);
  if (verb === 'keep' && problems.length > 0) return { type: 'kept', problems, reason: why };
  throw new UserError('stale', 'that is over by now', { fix: 'Look at the card again.' });
}
