import { z } from 'zod';
import { toOrder } from '../order-key.ts';
import { defineFamily } from './_family.ts';

export default defineFamily({
  name: 'slot',
  summary: 'Whether a schedule that fired late, or beside an open release, shall still open one.',
  value: z.object({ playbook: z.string(), type: z.string(), slot: z.int(), choice: z.enum(['open', 'skip']) }),
  meta: z.never(),
  press: (_verb, value, { by, key, releases }) =>
    releases.submit(toOrder({ order: 'slot', ...value }), { by, via: 'slack', key }),
});
