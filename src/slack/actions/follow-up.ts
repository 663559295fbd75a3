import { z } from 'zod';
import { toOrder } from '../order-key.ts';
import { defineFamily } from './_family.ts';

export default defineFamily({
  name: 'follow-up',
  summary: 'A task after the release is done.',
  value: z.object({ release: z.string(), id: z.int() }),
  meta: z.never(),
  press: (_verb, value, { by, key, releases }) =>
    releases.submit(toOrder({ order: 'follow-up', ...value }), { by, via: 'slack', key }),
});
