import { z } from 'zod';
import { text } from '../core/playbook/names.ts';
import { finish, type Move, wait } from '../core/release/move.ts';
import { formatDuration, parseDuration } from '../core/time/duration.ts';
import { atProblem, resolveAt } from '../core/time/moment.ts';
import { defineStep } from './_step.ts';

/** `90m`, or `Fri 14:00`. */
const Value = text('a duration or a time').transform((value, context) => {
  const ms = parseDuration(value);
  if (ms !== undefined) return { ms };
  if (atProblem(value) === undefined) return { at: value };
  context.addIssue({
    code: 'custom',
    message: `\`${value}\` is no duration and no time: write \`15m\` or \`Fri 14:00\``,
  });
  return z.NEVER;
});

export default defineStep({
  name: 'wait',
  summary: 'Lets the release rest for a time or until a time.',
  spec: z.strictObject({ value: Value.describe('`90m`, or `Fri 14:00`') }),
  title: ({ value }) => ('ms' in value ? `Wait ${formatDuration(value.ms)}` : `Wait until ${value.at}`),
  once: false,
  facts: z.never(),

  next({ spec, startedAt, now, playbook }): Move<never, never> {
    const { value } = spec;
    const until = 'ms' in value ? startedAt + value.ms : resolveAt(value.at, playbook.timezone, startedAt).at;
    if (now >= until) return finish('the wait is over');
    return wait('ms' in value ? `resting ${formatDuration(value.ms)}` : `resting until ${value.at}`, { until });
  },
});
