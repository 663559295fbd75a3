import { z } from 'zod';
import type { PageParts } from './state.ts';

/** What a person did on the page, carried out; the answer says what they should see of it at once. */
export type Act = (body: unknown, parts: PageParts) => Promise<object>;

/** Who does it. */
export const Who = { user: z.string().min(1) };

export function act<Schema extends z.ZodType>(
  schema: Schema,
  run: (asked: z.output<Schema>, parts: PageParts) => Promise<object>,
): Act {
  return (body, parts) => run(schema.parse(body), parts);
}
