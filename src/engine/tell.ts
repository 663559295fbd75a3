import type { StepRecord } from '../core/store.ts';
import { escapeText } from '../core/text.ts';
import { sayInThread, sayMessage } from './say.ts';
import type { Turn } from './turn.ts';

/** Which answers of people are worth a message of their own; every other one is a line in the thread. */
const MESSAGES: Readonly<Record<string, string>> = {
  'sign-off/given': 'sign-off-given',
  'sign-off/rejected': 'sign-off-rejected',
  'watch/reported': 'problem-reported',
};

/** Tells the channels what a person said to a step. */
export async function tell(
  turn: Turn,
  step: StepRecord,
  { fact, by }: { readonly fact: { readonly type: string; readonly [word: string]: unknown }; readonly by: string },
): Promise<void> {
  const message = MESSAGES[`${step.kind}/${fact.type}`];
  const words = [fact.area, fact.reason, fact.text, fact.evidence].filter(
    (word) => typeof word === 'string' && word !== '',
  );
  const note = words.map((word) => escapeText(String(word))).join(': ');
  const who = `<@${by}>`;
  if (message) {
    await sayMessage(turn, message, { fill: { step: escapeText(step.title), who, note, reason: note } });
  } else {
    await sayInThread(
      turn,
      `${who} on *${escapeText(step.title)}*: ${escapeText(fact.type)}${note ? `, ${note}` : ''}`,
    );
  }
}
