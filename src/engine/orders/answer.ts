import { UserError } from '../../core/errors.ts';
import type { Answer, AnswerOption } from '../../core/release/ask.ts';
import type { OrderOf } from '../../core/release/order.ts';
import type { ReleaseUnit, RunRecord, StepRecord } from '../../core/store.ts';
import { authorise } from '../authorise.ts';
import { askedCondition } from '../condition.ts';
import { skipStep } from '../end-step.ts';
import { tell } from '../tell.ts';
import { appendFact, kindOf, plannedOf, stepsOf, type Turn } from '../turn.ts';
import { heardViewOf } from '../view.ts';
import { from, type OrderContext, type ReleaseHandler, turnOf } from './_order.ts';
import { tryAgain } from './retry.ts';
import { authoriseSkip } from './skip.ts';

/** A click or a modal: what one person says to one step of one round. */
export const answer: ReleaseHandler<OrderOf<'answer'>> = async (order, unit, context) => {
  const { run, step, option } = findQuestion(unit, order);
  authorise(context.roles, option.of, `answer “${option.label}”`);
  const fields = checkFields(option, order.fields);
  const turn = turnOf(unit, context, run);
  if (order.verb.startsWith('@')) return answerEngine(turn, step, { ...order, fields }, context);

  const kind = kindOf(turn, step);
  if (!kind.hear) throw new Error(`step kind \`${step.kind}\` hears no answers`);
  const said: Answer = {
    verb: order.verb,
    item: order.item,
    fields,
    by: context.sender.by,
    login: context.login,
    roles: context.roles,
  };
  const fact: { readonly type: string } = kind.hear(said, await heardViewOf(turn, step));
  await appendFact(turn, step, fact, from(context));
  const item = step.ask?.items?.find(({ key }) => key === order.item);
  await tell(turn, step, { fact, by: context.sender.by, label: option.label, item: item?.title });
  close(step, option);
  return { text: `${option.label}: ${item?.title ?? step.title}. Recorded.`, to: 'card', release: unit.release.id };
};

/** Until the step has moved nobody can give the same answer again. What anyone may say at any time stays open. */
function close(step: StepRecord, option: AnswerOption): void {
  if (!step.ask || option.of.includes('anyone')) return;
  step.ask = { ...step.ask, answers: step.ask.answers.filter((other) => other !== option) };
}

interface Question {
  readonly run: RunRecord;
  readonly step: StepRecord;
  readonly option: AnswerOption;
}

/** Throws a stale UserError that says where the release stands now. */
function findQuestion(unit: ReleaseUnit, order: OrderOf<'answer'>): Question {
  const run = unit.runs.find(({ id }) => id === order.run);
  const step = unit.steps.find(({ run: of, id }) => of === order.run && id === order.step);
  const option = step?.ask?.answers.find(({ verb, item }) => verb === order.verb && item === order.item);
  if (run?.status === 'running' && step?.round === order.round && option) return { run, step, option };
  throw new UserError('stale', `that question is closed: ${whatIsNow(unit, run, { ...order, step })}`, {
    fix: `\`/release status ${unit.release.id}\` shows where it stands.`,
  });
}

function whatIsNow(
  unit: ReleaseUnit,
  run: RunRecord | undefined,
  { step, round, item }: { readonly step: StepRecord | undefined } & Pick<OrderOf<'answer'>, 'round' | 'item'>,
): string {
  if (unit.release.status !== 'open') return `${unit.release.id} has ended (${unit.release.status})`;
  if (run?.status === 'suspended') return `${unit.release.id} is being rolled back`;
  if (!step || !run) return 'the release has no such step';
  if (step.round !== round) return `${step.title} is in round ${step.round} now`;
  const answered = step.ask?.items?.find(({ key, state }) => key === item && state !== 'open');
  if (answered) return `${answered.title} of ${step.title} is answered already`;
  return `${step.title} is ${step.status}${step.note ? `, ${step.note}` : ''}`;
}

/** Every required field, none of them blank, none too long. */
function checkFields(option: AnswerOption, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const { name, label, kind, optional, options } of option.fields ?? []) {
    const value = (given[name] ?? '').trim();
    if (value === '' && !optional) throw new UserError('missing', `${label}: say something`, { field: name });
    if (value.length > 3000) {
      throw new UserError('too_long', `${label}: ${value.length} characters, at most 3,000 fit`, { field: name });
    }
    if (value !== '' && kind === 'link' && !isLink(value)) {
      throw new UserError('no_link', `${label}: \`${value}\` is no address like \`https://…\``, { field: name });
    }
    const chosen = kind === 'many' ? value.split('\n') : [value];
    if (value !== '' && options && !chosen.every((part) => options.some((known) => known.value === part))) {
      throw new UserError('unknown_option', `${label}: \`${value}\` is not offered`, { field: name });
    }
    if (value !== '') fields[name] = value;
  }
  return fields;
}

function isLink(text: string): boolean {
  return /^https?:\/\/\S+$/.test(text) && URL.canParse(text);
}

/** Answers to questions of the engine itself: a stopped step, a condition, a passed time. */
async function answerEngine(
  turn: Turn,
  step: StepRecord,
  { verb, fields }: Pick<OrderOf<'answer'>, 'verb' | 'fields'>,
  context: OrderContext,
) {
  switch (verb) {
    case '@retry':
      return tryAgain(turn, { step, first: step }, context);
    case '@retry-from': {
      const first = stepsOf(turn).find(({ id }) => id === plannedOf(turn, step.id).retryFrom) ?? step;
      return tryAgain(turn, { step, first }, context);
    }
    case '@skip':
      authoriseSkip(turn, step, context.roles);
      await skipStep(turn, step, { note: fields.reason ?? '', ...from(context) });
      return { text: `${step.title} is skipped.`, to: 'channel' as const, release: turn.unit.release.id };
    default: {
      const types: Record<string, string> = {
        '@yes': 'when:yes',
        '@no': 'when:no',
        '@go': 'late:go',
        '@late-skip': 'late:skip',
      };
      const type = types[verb];
      if (!type) throw new Error(`nothing answers to \`${verb}\``);
      const when = type.startsWith('when:') ? { when: await askedCondition(turn, step) } : {};
      await appendFact(turn, step, { type, ...when }, from(context));
      step.ask = null;
      return { text: `Recorded for ${step.title}.`, to: 'card' as const, release: turn.unit.release.id };
    }
  }
}
