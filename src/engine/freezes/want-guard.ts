import type { Freezes, FreezeTerms, GuardRecord } from '../../core/freeze/guard.ts';
import { FREEZE_CONTEXT, type FreezeMode } from '../../core/repository/guard.ts';

/** What a freeze asks of the host. */
export interface Wish {
  readonly playbook: string;
  readonly repository: string;
  readonly mode: FreezeMode;
  /** Of every freeze of the playbook that anybody holds. */
  readonly branches: readonly string[];
  readonly terms: FreezeTerms;
  readonly machine: number;
}

/**
 * Brings what is wanted of the host in step with who holds a branch closed, in the transaction that changes that. True
 * when the keeper of freezes will say that it has come about.
 */
export async function wantGuard(book: Freezes, wish: Omit<Wish, 'branches'>): Promise<boolean> {
  const before = await book.guard(wish.playbook);
  const branches = [...new Set((await book.held(wish.playbook)).map(({ branch }) => branch))];
  const after = wished(before, { ...wish, branches });
  if (!after) return false;
  if (after !== before) await book.saveGuard(after);
  return after.untold !== null;
}

/** Pure. The same object when nothing changes; undefined when nothing was ever wanted. */
export function wished(before: GuardRecord | undefined, wish: Wish): GuardRecord | undefined {
  const { branches, mode, machine } = wish;
  if (branches.length === 0 || mode === 'announce') return before && opened(before, machine);
  if (before?.wanted !== 'closed') return closing(before, wish);
  const isSame = branches.length === before.branches.length && branches.every((name) => before.branches.includes(name));
  // Asked for again, it is tried again: a person may have given us the right meanwhile.
  if (isSame && before.state !== 'failed') return before;
  return { ...before, branches, state: 'closing', tries: 0, nextAt: machine };
}

function opened(before: GuardRecord, machine: number): GuardRecord {
  if (before.wanted === 'open' && before.state !== 'failed') return before;
  const untold = before.wanted === 'open' ? before.untold : ('freeze-lifted' as const);
  return { ...before, wanted: 'open', state: 'opening', untold, problem: '', tries: 0, nextAt: machine, swept: false };
}

function closing(before: GuardRecord | undefined, { machine, ...wish }: Wish): GuardRecord {
  const closings = (before?.closings ?? 0) + 1;
  return {
    ...wish,
    context: contextOf(wish, closings),
    closings,
    wanted: 'closed',
    state: 'closing',
    rule: before?.rule ?? null,
    bypass: [],
    warnings: [],
    url: before?.url ?? null,
    problem: '',
    untold: 'freeze-started',
    noticed: '',
    heads: {},
    excepted: [],
    swept: false,
    nextAt: machine,
    tries: 0,
  };
}

/** New for every closing, so that what was allowed in an earlier one counts nothing. */
function contextOf({ mode, terms }: Pick<Wish, 'mode' | 'terms'>, closings: number): string {
  return mode === 'status' ? FREEZE_CONTEXT : `${FREEZE_CONTEXT}/${terms.release ?? 'by-hand'}-${closings}`;
}

/** Nothing more is done at the host. What was closed in part is opened again, without a word. */
export function waived(guard: GuardRecord, machine: number): GuardRecord {
  const isClosing = guard.wanted === 'closed';
  return {
    ...guard,
    wanted: 'open',
    state: isClosing ? 'opening' : 'open',
    untold: null,
    problem: '',
    tries: 0,
    nextAt: isClosing ? machine : null,
    swept: false,
  };
}
