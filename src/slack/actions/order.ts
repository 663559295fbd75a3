import { z } from 'zod';
import { Order } from '../../core/release/order.ts';
import { defineFamily } from './_family.ts';

export default defineFamily({
  name: 'order',
  summary:
    'Buttons that carry a whole order: what became of an effect, a slot of a schedule, a follow-up that is done.',
  value: Order,
  meta: z.never(),
  press: (_verb, order, { by, key, releases }) => releases.submit(order, { by, via: 'slack', key }),
});
