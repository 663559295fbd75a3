import { z } from 'zod';
import { toOrder } from '../order-key.ts';
import { defineFamily } from './_family.ts';

export default defineFamily({
  name: 'settle',
  summary: 'What became of an effect that nobody knows the end of.',
  value: z.object({ release: z.string(), intent: z.string(), outcome: z.enum(['happened', 'did-not', 'skip']) }),
  meta: z.never(),
  press: (_verb, value, { by, key, releases }) =>
    releases.submit(toOrder({ order: 'settle', ...value }), { by, via: 'slack', key }),
});
