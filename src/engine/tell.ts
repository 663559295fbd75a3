import type { StepRecord } from '../core/store.ts';
import { escapeText, personText } from '../core/text.ts';
import { sayInThread, sayMessage } from './say.ts';
import type { Turn } from './turn.ts';

/** Which answers of people are worth a message of their own; most others are a line in the thread. */
const MESSAGES: Readonly<Record<string, string>> = {
  'sign-off/given': 'sign-off-given',
  'sign-off/rejected': 'sign-off-rejected',
  'watch/reported': 'problem-reported',
};

/** Answers that end their step, whose own line says it, and ticks, which the card shows: no line for them. */
const UNSPOKEN: ReadonlySet<string> = new Set(['manual/done', 'ask/answered', 'checklist/ticked', 'watch/here']);

export interface Told {
  readonly fact: { readonly type: string; readonly [word: string]: unknown };
  readonly by: string;
  /** Of the button that was pressed. */
  readonly label: string;
  /** The title of the line or area that it belongs to. */
  readonly item: string | undefined;
}

/** Tells the channels what a person said to a step. */
export async function tell(turn: Turn, step: StepRecord, { fact, by, label, item }: Told): Promise<void> {
  const what = `${step.kind}/${fact.type}`;
  if (UNSPOKEN.has(what)) return;
  const message = MESSAGES[what];
  const words = [item, fact.reason, fact.text, fact.evidence].filter((word) => typeof word === 'string' && word !== '');
  const note = words.map((word) => escapeText(String(word))).join(': ');
  const who = personText(by);
  const title = escapeText(step.title);
  if (message) await sayMessage(turn, message, { fill: { step: title, who, note, reason: note } });
  else await sayInThread(turn, `${who} on *${title}*: ${escapeText(label)}${note ? `, ${note}` : ''}`);
}
