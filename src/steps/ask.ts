import { z } from 'zod';
import { Name, oneOrMore, Text } from '../core/playbook/words.ts';
import type { Field } from '../core/release/ask.ts';
import { factOf, lastFact, type NewFact } from '../core/release/fact.ts';
import { finish, type Move, wait } from '../core/release/move.ts';
import { cut } from '../core/text.ts';
import { defineStep, type Reference } from './_step.ts';

/** A modal of Slack has room for 100 blocks; a form that people fill in has far fewer. */
const MAX_FIELDS = 10;

const Answered = factOf('answered', { fields: z.record(z.string(), z.string()) });

export default defineStep({
  name: 'ask',
  summary: 'Asks a person a question and keeps the answer for later steps.',
  spec: z.strictObject({
    value: Text.describe('the question'),
    from: Name.optional().describe('the role that answers; the owner when it is left out'),
    fields: oneOrMore(Text)
      .default(['Answer'])
      .refine((fields) => fields.length <= MAX_FIELDS, `at most ${MAX_FIELDS} fields`)
      .describe('what is asked for, one text field each'),
  }),
  uses: ({ from }): readonly Reference[] => (from === undefined ? [] : [{ to: 'role', name: from, path: ['from'] }]),
  title: ({ value }) => value,
  once: false,
  facts: Answered,

  next({ spec, facts, owner }): Move<never, never> {
    const answered = lastFact(facts, 'answered');
    if (answered) return finish(noteOf(answered.fields), answered.fields);

    const of = [spec.from ?? owner];
    const answer = { verb: 'answer', label: 'Answer', style: 'primary', of, fields: spec.fields.map(fieldOf) } as const;
    return wait(spec.value, { ask: { question: spec.value, of, answers: [answer] } });
  },

  hear({ fields }, { spec }): NewFact<z.output<typeof Answered>> {
    const named = spec.fields.map((label, index): [string, string] => [nameOf(label), fields[fieldName(index)] ?? '']);
    return { type: 'answered', fields: Object.fromEntries(named) };
  },
});

const fieldName = (index: number): string => `field-${index + 1}`;

const fieldOf = (label: string, index: number): Field => ({ name: fieldName(index), label, kind: 'text' });

/** `Estimated time to repair` is read by later steps as `estimated-time-to-repair`. */
const nameOf = (label: string): string =>
  label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

const noteOf = (fields: Readonly<Record<string, string>>): string =>
  Object.values(fields)
    .map((text) => cut(text.replaceAll(/\s+/g, ' '), 200))
    .join('; ');
