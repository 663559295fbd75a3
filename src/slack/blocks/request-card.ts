import type { Button, KnownBlock } from '@slack/types';
import type { AnswerOption, Ask, AskItem } from '../../core/release/ask.ts';
import { isEnded, type ReleaseView, type RunView, type StepState } from '../../core/release/release.ts';
import { cut, escapeText } from '../../core/text.ts';
import { button } from './button.ts';
import { actions, context, fitted, LIMIT, plain, plainLine, section, sections } from './limits.ts';
import { called, type Mentions, person } from './people.ts';
import type { Drawing } from './release-card.ts';
import { date, releaseTitle, STEP_WORD } from './words.ts';

/** Which request: one round of one step. */
export interface RequestKey {
  readonly run: string;
  readonly step: string;
  readonly round: number;
}

interface Request {
  readonly view: ReleaseView;
  readonly run: RunView;
  readonly step: StepState;
}

const ICON: Readonly<Record<AskItem['state'], string>> = {
  open: ':white_large_square:',
  yes: ':white_check_mark:',
  no: ':x:',
  unknown: ':grey_question:',
};

/** One request with its buttons while it waits; what came of it, without buttons, as soon as it doesn't. */
export function requestCard(view: ReleaseView, key: RequestKey, mentions: Mentions): Drawing {
  const run = view.runs.find(({ id }) => id === key.run);
  const step = run?.steps.find(({ id }) => id === key.step);
  if (!run || !step) return condensed(view, key.step, ':grey_question: no longer part of this release');
  if (step.round !== key.round)
    return condensed(view, step.title, `:arrows_counterclockwise: superseded by round ${step.round}`);
  if (isEnded(step.status)) return condensed(view, step.title, outcomeOf(step));
  if (run.status === 'suspended') return condensed(view, step.title, ':rewind: paused, a rollback is under way');
  if (run.status !== 'running') return condensed(view, step.title, `:no_entry_sign: the run was ${run.status}`);
  if (step.ask === null) return condensed(view, step.title, outcomeOf(step));
  return { text: sentence(view, step, step.ask), blocks: requestBlocks({ view, run, step }, step.ask, mentions) };
}

/** The blocks of what waits, with buttons: in the request's own message, and in the answer to `sign-off`. */
export function requestBlocks(request: Request, ask: Ask, mentions: Mentions): KnownBlock[] {
  const { view, step } = request;
  const people = called(ask.of, mentions);
  const again = step.round > 1 ? ` · round ${step.round}` : '';
  const due = step.deadline === null ? '' : `due ${date(step.deadline)}`;
  return fitted([
    section(
      [
        `:hand: *${plainLine(step.title, 150)}* · ${plainLine(releaseTitle(view), 150)}${again}`,
        ask.question === step.title ? '' : plain(ask.question, 1000),
        people,
      ]
        .filter((line) => line !== '')
        .join('\n'),
    ),
    ...textBlocks(ask),
    ...itemBlocks(request, ask),
    ...actions(
      buttonsFor(
        request,
        ask.answers.filter(({ item }) => item === undefined),
        0,
      ),
    ),
    context(`\`${view.id}\``, due),
  ]);
}

/**
 * As much of it as leaves room for the buttons. What others wrote in it names nobody: unlike in a question, `@U…` stays a
 * word here.
 */
function textBlocks({ text = '' }: Ask): KnownBlock[] {
  const lines = text.split('\n').map((line) => escapeText(cut(line, LONG_LINE)));
  let room = TEXT_AT_MOST;
  const shown = lines.filter((line) => {
    room -= line.length + 1;
    return room >= 0;
  });
  const more = lines.length - shown.length;
  return sections(more === 0 ? shown : [...shown, `… and ${more} more lines`]);
}

function sentence(view: ReleaseView, step: StepState, ask: Ask): string {
  const question = ask.question === step.title ? '' : `: ${plainLine(ask.question, 500)}`;
  return `${plainLine(releaseTitle(view), 150)} (${view.id}) waits for ${plainLine(step.title, 150)}${question}`;
}

function condensed(view: ReleaseView, title: string, outcome: string): Drawing {
  const line = `*${plainLine(title, 150)}* · ${plainLine(releaseTitle(view), 150)}\n${outcome}`;
  return {
    text: `${plainLine(title, 150)} of ${view.id}: ${outcome}`,
    blocks: [section(line), context(`\`${view.id}\``)],
  };
}

function outcomeOf({ status, note, endedAt }: StepState): string {
  const { icon, word } = STEP_WORD[status];
  const when = endedAt === null ? '' : ` ${date(endedAt)}`;
  return `${icon} ${word}${when}${note === '' ? '' : `: ${plain(note)}`}`;
}

const LONG_LINE = 500;
const TEXT_AT_MOST = 7_000;

/** Beyond so many items each can't have blocks of its own: then they share a list and rows of buttons. */
const SPACIOUS = 20;

function itemBlocks(request: Request, ask: Ask): KnownBlock[] {
  const items = ask.items ?? [];
  if (items.length > SPACIOUS) return crowdedItems(request, ask, items);
  return items.flatMap((item, index) => {
    const buttons = buttonsFor(request, answersOf(ask, item), (index + 1) * 100);
    const [only, ...others] = buttons;
    if (only && others.length === 0) return [section(itemLine(item), only)];
    return [section(itemLine(item)), ...actions(buttons)];
  });
}

function crowdedItems(request: Request, ask: Ask, items: readonly AskItem[]): KnownBlock[] {
  const buttons = items.flatMap((item, index) => {
    const answers = answersOf(ask, item).map((answer) => ({ ...answer, label: `${item.title}: ${answer.label}` }));
    return buttonsFor(request, answers, (index + 1) * 100);
  });
  return [...sections(items.map(itemLine)), ...actions(buttons)];
}

function answersOf(ask: Ask, item: AskItem): readonly AnswerOption[] {
  return ask.answers.filter((answer) => answer.item === item.key);
}

function itemLine({ state, title, note, by }: AskItem): string {
  const who = by === undefined ? '' : ` · ${person(by)}`;
  return `${ICON[state]} *${plainLine(title, 200)}*${who}${note === undefined || note === '' ? '' : ` · ${plainLine(note, 300)}`}`;
}

/** The number makes each id unique in its message. */
function buttonsFor({ view, run, step }: Request, answers: readonly AnswerOption[], from: number): Button[] {
  return answers.map(({ verb, label, item, style, fields }, index) =>
    button({
      press: `answer:${verb}`,
      n: from + index,
      label: fields === undefined || fields.length === 0 ? label : `${label} …`.slice(0, LIMIT.buttonText),
      style,
      value: {
        release: view.id,
        run: run.id,
        step: step.id,
        round: step.round,
        verb,
        ...(item !== undefined && { item }),
        ...(fields !== undefined && fields.length > 0 && { form: true }),
      },
    }),
  );
}
