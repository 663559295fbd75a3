import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { Name, Text } from '../core/playbook/words.ts';
import { factOf, lastFact, type NewFact } from '../core/release/fact.ts';
import { fail, finish, type Move, rollBack, wait } from '../core/release/move.ts';
import { who } from './_people.ts';
import { defineStep, type Reference } from './_step.ts';

const Leads = z.enum(
  ['continue', 'stop', 'hotfix', 'rollback'],
  'an option leads to continue, stop, hotfix or rollback',
);

/** `- Roll back: rollback` */
const Option = z
  .record(Text, Leads, 'an option is written `- text: where it leads`')
  .refine((map) => Object.keys(map).length === 1, 'an option is one text and where it leads')
  .transform((map) => {
    const [text = '', leads = 'continue'] = Object.entries(map)[0] ?? [];
    return { text, leads } as const;
  });

const Decided = factOf('decided', { text: z.string(), leads: Leads, reason: z.string() });

const REASON = { name: 'reason', label: 'Why?', kind: 'text' } as const;

export default defineStep({
  name: 'decide',
  summary: 'Asks a person to decide how the release goes on.',
  spec: z.strictObject({
    value: Text.describe('the question'),
    from: Name.optional().describe('the role that decides; the owner when it is left out'),
    options: z
      .array(Option)
      .min(2, 'give two options or more')
      .describe('lines `- text: where it leads`: continue, stop, hotfix or rollback'),
  }),
  uses: ({ from }): readonly Reference[] => (from === undefined ? [] : [{ to: 'role', name: from, path: ['from'] }]),
  title: ({ value }) => value,
  once: false,
  facts: Decided,

  next({ spec, facts, owner, release, playbook }): Move<never, never> {
    const decided = lastFact(facts, 'decided');
    if (!decided) {
      const deciders = [spec.from ?? owner];
      const answers = spec.options.map(({ text, leads }, index) => ({
        verb: verbOf(index),
        label: text,
        // Who may decide on a rollback is written once, and holds here, too.
        of: leads === 'rollback' ? (playbook.rollback?.decidedBy ?? deciders) : deciders,
        fields: [REASON],
      }));
      const of = [...new Set(answers.flatMap((answer) => answer.of))];
      return wait(spec.value, { ask: { question: spec.value, of, answers } });
    }
    const said = `${who(decided.by)} decided "${decided.text}": ${decided.reason}`;
    switch (decided.leads) {
      case 'continue':
        return finish(said, { decision: decided.text, reason: decided.reason });
      case 'stop':
        return fail(said);
      case 'hotfix':
        return fail(`${said}. Start the hotfix as a release of its own, then cancel this one`);
      case 'rollback':
        return release.run === 'rollback'
          ? finish(said, { decision: decided.text, reason: decided.reason })
          : rollBack(said);
    }
  },

  hear({ verb, fields }, { spec }): NewFact<z.output<typeof Decided>> {
    const option = spec.options.find((_, index) => verbOf(index) === verb);
    if (!option) throw new UserError('stale', `\`${verb}\` is not an option here`, { fix: 'Look at the card again.' });
    return { type: 'decided', ...option, reason: fields.reason ?? '' };
  },
});

const verbOf = (index: number): string => `option-${index + 1}`;
