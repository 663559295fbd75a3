import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { Order } from '../core/release/order.ts';

/** The same for a redelivery of the same click, and for nothing else. */
export function orderKey(kind: 'command' | 'click' | 'form', ...parts: readonly string[]): string {
  return `${kind}/${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)}`;
}

/** Parses what a person filled in. Throws UserError that names the field. */
export function toOrder(order: z.input<typeof Order>): Order {
  const parsed = Order.safeParse(order);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.at(-1);
  throw new UserError('bad_field', `${issue?.message ?? 'This can not be read'}.`, {
    ...(typeof field === 'string' && { field }),
  });
}
