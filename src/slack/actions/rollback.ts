import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { toOrder } from '../order-key.ts';
import { defineFamily } from './_family.ts';

const Choice = z.enum(['roll-back', 'fix-forward']);

export default defineFamily({
  name: 'rollback',
  summary: 'The decision taken in the rollback modal.',
  value: z.never(),
  meta: z.object({ release: z.string(), channel: z.string().optional() }),

  async submit(_verb, { meta: { release }, values }, { by, key, releases }) {
    const { version = '', reason = '', impact = '', database } = values;
    const choice = Choice.safeParse(values.choice);
    if (!choice.success) {
      throw new UserError('bad_field', 'Choose whether to roll back or to fix forward.', { field: 'choice' });
    }
    const order = toOrder({
      order: 'rollback',
      release,
      version,
      reason,
      impact,
      database: database === 'yes',
      choice: choice.data,
    });
    return releases.submit(order, { by, via: 'slack', key });
  },
});
