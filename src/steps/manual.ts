import { z } from 'zod';
import { Text } from '../core/playbook/words.ts';
import type { Ask, Field } from '../core/release/ask.ts';
import { factOf, lastFact, type NewFact } from '../core/release/fact.ts';
import { fail, finish, type Move, wait } from '../core/release/move.ts';
import { who } from './_people.ts';
import { defineStep } from './_step.ts';

const Evidence = z.enum(['none', 'text', 'link'], 'evidence is none, text or link');

const FIELDS: Readonly<Record<z.output<typeof Evidence>, readonly Field[]>> = {
  none: [],
  text: [{ name: 'evidence', label: 'What shows that it is done?', kind: 'text' }],
  link: [{ name: 'evidence', label: 'Link to what shows that it is done', kind: 'link' }],
};

const ManualFact = z.discriminatedUnion('type', [
  factOf('done', { evidence: z.string().nullable() }),
  factOf('could-not', { reason: z.string() }),
]);

export default defineStep({
  name: 'manual',
  summary: 'A person does something by hand, says so and attaches the evidence.',
  spec: z.strictObject({
    value: Text.describe('what to do'),
    evidence: Evidence.default('text').describe('what is asked for with the word that it is done'),
  }),
  title: ({ value }) => value,
  once: false,
  facts: ManualFact,

  next({ spec, facts, owner }): Move<never, never> {
    const last = facts.at(-1);
    if (last?.type === 'could-not') return fail(`${who(last.by)} could not do it: ${last.reason}`);
    const done = lastFact(facts, 'done');
    if (!done) return wait(spec.value, { ask: askOf(spec, owner) });
    return finish(`done by ${who(done.by)}${done.evidence ? `: ${done.evidence}` : ''}`, { evidence: done.evidence });
  },

  hear({ verb, fields }): NewFact<z.output<typeof ManualFact>> {
    return verb === 'done'
      ? { type: 'done', evidence: fields.evidence ?? null }
      : { type: 'could-not', reason: fields.reason ?? '' };
  },
});

function askOf({ value, evidence }: { value: string; evidence: z.output<typeof Evidence> }, owner: string): Ask {
  const of = [owner];
  const fields = FIELDS[evidence];
  const reason = { name: 'reason', label: 'What stands in the way?', kind: 'text' } as const;
  return {
    question: value,
    of,
    answers: [
      { verb: 'done', label: 'Done', style: 'primary', of, ...(fields.length > 0 && { fields }) },
      { verb: 'could-not', label: 'Could not do it', style: 'danger', of, fields: [reason] },
    ],
  };
}
