import { z } from 'zod';
import { finish, type Move, wait } from '../core/release/move.ts';
import { isEnded } from '../core/release/release.ts';
import { listed } from '../core/text.ts';
import { defineStep } from './_step.ts';

export default defineStep({
  name: 'parallel',
  summary: 'Runs its steps side by side and ends when all have ended.',
  /** The steps are read as such by the language; what is left here is only that there are some. */
  spec: z.strictObject({
    value: z.array(z.unknown()).min(1, 'there are no steps in it').describe('steps of any other kind'),
  }),
  title: () => 'Side by side',
  once: false,
  facts: z.never(),

  next({ id, steps }): Move<never, never> {
    const children = steps.filter(({ parent }) => parent === id);
    const open = children.filter(({ status }) => !isEnded(status));
    return open.length === 0
      ? finish(`all ${children.length} have ended`)
      : wait(`open: ${listed(open.map(({ title }) => title))}`);
  },
});
