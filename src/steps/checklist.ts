import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import type { Line } from '../core/playbook/playbook.ts';
import { Lines, Text } from '../core/playbook/words.ts';
import type { AnswerOption, AskItem } from '../core/release/ask.ts';
import { factOf, type NewFact } from '../core/release/fact.ts';
import { act, finish, type Move, refuse, wait } from '../core/release/move.ts';
import { isEnded } from '../core/release/release.ts';
import { listed } from '../core/text.ts';
import {
  Again,
  Asked,
  askCheck,
  type CheckState,
  checkAnswers,
  checkItem,
  checkState,
  checkTitle,
  checkToAsk,
  LONGEST_CHECK_MS,
  nextAsking,
  Waived,
  waive,
} from './_checks.ts';
import { who } from './_people.ts';
import { defineStep, type HeardView } from './_step.ts';

const RECHECK_MS = 5 * 60_000;
/** Business time between two looks at whether a message has arrived. */
const MESSAGE_LOOK_MS = 60_000;

const Spec = z.strictObject({
  value: Text.describe('the title'),
  lines: Lines.superRefine((lines, context) => {
    for (const { text, when } of lines) {
      if (when === undefined) continue;
      const message =
        '`when` of a line is in the language, but nothing here executes it yet: give it a checklist of its own with `when`';
      context.addIssue({ code: 'custom', path: [text, 'when'], message });
    }
  }).describe('what must be true; each line may say who or what answers it'),
});
type Spec = z.output<typeof Spec>;

const ChecklistFact = z.discriminatedUnion('type', [
  factOf('ticked', { item: z.string() }),
  factOf('not-applicable', { item: z.string() }),
  factOf('refused', { item: z.string(), reason: z.string() }),
  Asked,
  Again,
  Waived,
]);
type ChecklistFact = z.output<typeof ChecklistFact>;
type View = HeardView<Spec, ChecklistFact, never>;

/** One line and one of those who answer it: each of them must. */
interface Part {
  readonly key: string;
  readonly title: string;
  readonly by: Line['by'][number];
  readonly optional: boolean;
}

export default defineStep({
  name: 'checklist',
  summary: 'Ends when every line is ticked, by people, checks, earlier steps or sent messages.',
  spec: Spec,
  title: ({ value }) => value,
  once: false,
  facts: ChecklistFact,

  next(view): Move<'ask', never> {
    const parts = partsOf(view);
    const refused = view.facts.findLast((fact) => fact.type === 'refused');
    if (refused) {
      const title = parts.find(({ key }) => key === refused.item)?.title ?? refused.item;
      return refuse(`${who(refused.by)} said no to "${title}": ${refused.reason}`);
    }
    if (toAsk(view) !== undefined) return act('ask');

    const items = parts.map((part) => itemOf(part, view));
    const open = items.filter(({ state }) => state !== 'yes');
    if (open.length === 0)
      return finish(items.length === 1 ? 'the line is done' : `all ${items.length} lines are done`);
    return wait(`open: ${listed(open.map(({ title }) => title))}`, { ...timing(view), ask: askOf(view, items) });
  },

  hear(answer, view): NewFact<ChecklistFact> {
    if (answer.verb === 'again') return { type: 'again' };
    const part = partsOf(view).find(({ key }) => key === answer.item);
    if (!part || itemOf(part, view).state === 'yes') {
      throw new UserError('stale', `\`${part?.title ?? answer.item}\` is not open any more`, {
        fix: 'Look at the card again.',
      });
    }
    switch (answer.verb) {
      case 'tick':
        return { type: 'ticked', item: part.key };
      case 'not-apply':
        return { type: 'not-applicable', item: part.key };
      case 'waive':
        return waive(checkState(part.by.name, view.facts), answer.fields.reason ?? '');
      default:
        return { type: 'refused', item: part.key, reason: answer.fields.reason ?? '' };
    }
  },

  actions: {
    ask: {
      effect: false,
      timeoutMs: () => LONGEST_CHECK_MS,
      perform(context) {
        const check = toAsk(context);
        if (check === undefined) throw new Error('there is no check to ask');
        return askCheck(check, context);
      },
    },
  },
});

function partsOf({ spec, playbook, release }: View): readonly Part[] {
  const lineage = playbook.types[release.type]?.lineage ?? [release.type];
  const named = (types: readonly string[]): boolean => types.some((type) => lineage.includes(type));
  return spec.lines
    .filter(({ only, except }) => (only.length === 0 || named(only)) && !named(except))
    .flatMap(({ key, text, by, optional }) =>
      by.map((answerer) => ({
        key: by.length === 1 ? key : `${key}/${answerer.name}`,
        title: by.length === 1 ? text : `${text} (${checkTitle(answerer.name, playbook)})`,
        by: answerer,
        optional,
      })),
    );
}

function itemOf(part: Part, view: View): AskItem {
  const { key, title, by } = part;
  const dropped = view.facts.findLast((fact) => fact.type === 'not-applicable' && fact.item === key);
  if (dropped)
    return { key, title, state: 'yes', note: 'does not apply', ...(dropped.by !== undefined && { by: dropped.by }) };
  switch (by.kind) {
    case 'role': {
      const ticked = view.facts.findLast((fact) => fact.type === 'ticked' && fact.item === key);
      return { key, title, state: ticked ? 'yes' : 'open', ...(ticked?.by !== undefined && { by: ticked.by }) };
    }
    case 'check':
      return { ...checkItem(checkState(by.name, view.facts), view.playbook), key, title };
    case 'step': {
      const step = view.steps.find(({ id }) => id === by.name);
      const ended = step !== undefined && isEnded(step.status);
      return { key, title, state: ended ? 'yes' : 'open', ...(ended && { note: `${step.title}: ${step.status}` }) };
    }
    case 'message':
      return { key, title, state: view.said.includes(by.name) ? 'yes' : 'open' };
  }
}

/** The checks that lines wait for. */
function checksOf(view: View): readonly CheckState[] {
  const open = partsOf(view).filter((part) => part.by.kind === 'check' && itemOf(part, view).state !== 'yes');
  return open.map(({ by }) => checkState(by.name, view.facts));
}

const toAsk = (view: View): string | undefined =>
  checkToAsk(checksOf(view), view.facts, { now: view.now, recheckMs: RECHECK_MS });

function timing(view: View): { readonly until?: number } {
  const unsaid = partsOf(view).some((part) => part.by.kind === 'message' && itemOf(part, view).state === 'open');
  const times = [nextAsking(checksOf(view), RECHECK_MS), unsaid ? view.now + MESSAGE_LOOK_MS : undefined];
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? {} : { until: Math.min(...known) };
}

function askOf(view: View, items: readonly AskItem[]) {
  const parts = partsOf(view).filter((part) => itemOf(part, view).state !== 'yes');
  const keyOf = (check: string): string => parts.find(({ by }) => by.name === check)?.key ?? check;
  const checks = checkAnswers(checksOf(view), { item: keyOf, of: [view.owner] });
  const needed = [
    ...parts.filter(({ by }) => by.kind === 'role').map(({ by }) => by.name),
    ...(checks.some(({ verb }) => verb === 'waive') ? [view.owner] : []),
  ];
  return {
    question: view.spec.value,
    of: [...new Set(needed)],
    items,
    answers: [...parts.flatMap((part) => partAnswers(part, view.owner)), ...checks],
  };
}

function partAnswers({ key, by, optional }: Part, owner: string): readonly AnswerOption[] {
  const person = by.kind === 'role';
  const of = [person ? by.name : owner];
  return [
    ...(person ? [{ verb: 'tick', label: 'Done', item: key, style: 'primary', of } as const] : []),
    ...(optional ? [{ verb: 'not-apply', label: 'Does not apply', item: key, of } as const] : []),
    ...(person ? [{ verb: 'refuse', label: 'No', item: key, style: 'danger', of, fields: [NO_REASON] } as const] : []),
  ];
}

const NO_REASON = { name: 'reason', label: 'What is wrong?', kind: 'text' } as const;
