import type { Args, Node } from './answer.ts';

const PAGE = 100;

/** One page of many, from the front or from the end; a cursor is the place after which it goes on. */
export function connection(all: readonly Node[], args: Args): Node {
  const from = typeof args.after === 'string' ? Number(args.after) : 0;
  const count = Math.min(PAGE, typeof args.first === 'number' ? args.first : PAGE);
  const isFromTheEnd = typeof args.last === 'number';
  const nodes = isFromTheEnd ? all.slice(-Number(args.last)) : all.slice(from, from + count);
  const end = isFromTheEnd ? all.length : from + nodes.length;
  return {
    totalCount: all.length,
    nodes,
    edges: nodes.map((node) => ({ node })),
    pageInfo: {
      hasNextPage: end < all.length,
      endCursor: nodes.length > 0 ? String(end) : null,
      hasPreviousPage: from > 0,
    },
  };
}
