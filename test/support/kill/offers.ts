import { z } from 'zod';
import { fields, list, word } from '../../../src/sandbox/http.ts';
import { elementsOf } from '../../../src/sandbox/slack/elements.ts';
import type { Message, OpenView } from '../../../src/sandbox/slack/workspace.ts';

/** What an answer button of a request carries. */
const Question = z.object({
  release: z.string(),
  run: z.string(),
  step: z.string(),
  round: z.int(),
  verb: z.string(),
  item: z.string().optional(),
  form: z.boolean().default(false),
});
export type Question = z.output<typeof Question>;

const Settling = z.object({
  release: z.string(),
  intent: z.string(),
  outcome: z.enum(['happened', 'did-not', 'skip']),
});
export type Settling = z.output<typeof Settling>;

/** A button that somebody sees in a message. */
export interface Offer<Value> {
  readonly message: Message;
  readonly actionId: string;
  readonly value: Value;
}

/** The answers that a message offers. */
export function answersIn(message: Message): readonly Offer<Question>[] {
  return offersIn(message, 'answer:', Question);
}

/** "It happened", "it did not": offered where nobody knows what became of an effect. */
export function settlingsIn(message: Message): readonly Offer<Settling>[] {
  return offersIn(message, 'order:settle', Settling);
}

function offersIn<Value>(message: Message, prefix: string, schema: z.ZodType<Value>): readonly Offer<Value>[] {
  return elementsOf(message.blocks)
    .filter(({ type, actionId }) => type === 'button' && actionId.startsWith(prefix))
    .map(({ actionId, json }) => ({ message, actionId, value: schema.parse(JSON.parse(word(json.value))) }));
}

/** Whom a request calls by name: at the end of what it says first. */
export function calledIn({ blocks }: Message): string | undefined {
  return JSON.stringify(blocks[0])
    .match(/<@U[A-Z0-9]+>/g)
    ?.at(-1)
    ?.slice(2, -1);
}

/** What somebody writes into a form who has nothing to complain about, by block. */
export function filledIn({ view }: OpenView, reason: string): Record<string, string> {
  const inputs = list(view.blocks)
    .map(fields)
    .filter(({ type }) => type === 'input');
  return Object.fromEntries(
    inputs.flatMap(({ block_id, element }) => {
      const { type, options, initial_option, initial_value } = fields(element);
      if (type === 'plain_text_input') return [[word(block_id), word(initial_value) || reason]];
      const first = fields(initial_option).value ?? fields(list(options)[0]).value;
      return type === 'checkboxes' ? [] : [[word(block_id), word(first)]];
    }),
  );
}
