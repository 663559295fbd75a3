import { z } from 'zod';

/** `OpenPullRequests`: documents are called by the name of their operation. */
export function documentName(document: string): string {
  return /\b(?:query|mutation)\s+(\w+)/.exec(document)?.[1] ?? 'a document';
}

const Partial = z.object({
  data: z.looseObject({ repository: z.looseObject({}) }),
  errors: z.array(z.object({ type: z.literal('NOT_FOUND') })),
});

/** What GitHub did answer beside saying that some of it does not exist; undefined when that is not all it said. */
export function partialData(error: unknown): unknown {
  const parsed = Partial.safeParse(error);
  return parsed.success ? parsed.data.data : undefined;
}
