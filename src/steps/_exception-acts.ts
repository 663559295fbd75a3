import { messageOf, TransientError } from '../core/errors.ts';
import type { NewFact } from '../core/release/fact.ts';
import type { Status } from '../core/repository/gates.ts';
import { FREEZE_CONTEXT, isFreezeContext } from '../core/repository/guard.ts';
import type { Repository } from '../core/repository/repository.ts';
import { type ExceptionFact, type Glimpse, type Seen, seenIn, type View } from './_exception.ts';
import { AT_HOST, LOOK_AT_HOST } from './_host.ts';
import type { ActionContext, Effect, Read } from './_step.ts';

type Context = ActionContext<View['spec'], ExceptionFact, Glimpse>;
type ExceptionEffect = Effect<View['spec'], ExceptionFact, Glimpse>;

/** What the host is asked for again when it gave no answer and said nothing about a pause. */
const PAUSE_MS = 60_000;

export const look: Read<View['spec'], ExceptionFact, Glimpse> = {
  ...LOOK_AT_HOST,
  async perform(context) {
    try {
      return { sample: { seen: await glimpse(context) } };
    } catch (error) {
      // A stopped step begins a new round, and what was agreed would be lost: a host that is away is waited for.
      if (!(error instanceof TransientError)) throw error;
      return { sample: { trouble: messageOf(error), pauseMs: error.retryAfterMs ?? PAUSE_MS } };
    }
  },
};

async function glimpse(context: Context): Promise<Seen> {
  const repository = context.tools.repository(context.signal);
  const pull = await repository.pulls.read(context.spec.value);
  const before = seenIn(context);
  if (!pull) return { ...(before ?? NOTHING), state: 'closed' };
  const { state, base, draft, author, title, mergedBy, mergeCommit } = pull;
  const head = pull.head.commit;
  const missing = state === 'open' ? await missingOn(repository, head, base) : [];
  return { state, head, base, draft, author, title, mergedBy, mergeCommit, missing };
}

const NOTHING: Seen = {
  state: 'closed',
  head: '',
  base: '',
  draft: false,
  author: '',
  title: 'is gone',
  mergedBy: null,
  mergeCommit: null,
  missing: [],
};

/** Required checks that have not passed. The freeze itself is one of them, and is not meant. */
async function missingOn({ gates }: Repository, head: string, base: string): Promise<string[]> {
  const all = await gates.of(head, base);
  return all
    .filter(({ required, state, name }) => required && state !== 'pass' && !isFreezeContext(name))
    .map(({ name, word }) => `${name} (${word})`);
}

function headOf(view: View): string {
  const seen = seenIn(view);
  if (!seen) throw new Error(`nobody has looked at #${view.spec.value}`);
  return seen.head;
}

function passing({ release }: View): Status {
  const context = release.guard?.context ?? FREEZE_CONTEXT;
  return { context, state: 'success', description: 'Let through the freeze by an exception' };
}

export const merge: ExceptionEffect = {
  ...AT_HOST,
  async perform(context) {
    const head = headOf(context);
    const { pulls } = context.tools.repository(context.signal);
    const result = await pulls.merge(context.spec.value, { head, method: 'merge' });
    if ('merged' in result) return { type: 'merged', head, commit: result.merged };
    if ('queued' in result) return { type: 'queue-only', head };
    return { type: 'blocked', head, why: 'moved' in result ? 'something was pushed to it just now' : result.refused };
  },
  async look(context) {
    const pull = await context.tools.repository(context.signal).pulls.read(context.spec.value);
    if (pull?.state !== 'merged') return { didNot: true };
    return { happened: { type: 'merged', head: pull.head.commit, commit: pull.mergeCommit ?? '' } };
  },
  assume: (view): NewFact<ExceptionFact> => ({ type: 'merged', head: headOf(view), commit: '' }),
};

export const enqueue: ExceptionEffect = {
  ...AT_HOST,
  async perform(context) {
    const head = headOf(context);
    const { gates, pulls } = context.tools.repository(context.signal);
    // A queue takes nothing in that lacks a required check.
    await gates.tell(head, passing(context));
    await pulls.enqueue(context.spec.value, head);
    return { type: 'queued', head };
  },
  async look(context) {
    const { pulls } = context.tools.repository(context.signal);
    const { context: name = '' } = context.release.guard ?? {};
    const groups = await pulls.queue(seenIn(context)?.base ?? '', name);
    const isIn = groups.some((group) => group.pulls.includes(context.spec.value));
    return isIn ? { happened: { type: 'queued', head: headOf(context) } } : { didNot: true };
  },
  assume: (view): NewFact<ExceptionFact> => ({ type: 'queued', head: headOf(view) }),
};

/** The weaker way: whoever has this head passes. */
export const letThrough: ExceptionEffect = {
  ...AT_HOST,
  async perform(context) {
    const head = headOf(context);
    await context.tools.repository(context.signal).gates.tell(head, passing(context));
    return { type: 'let-through', head };
  },
  // To say the same again changes nothing.
  look: async () => ({ didNot: true }),
  assume: (view): NewFact<ExceptionFact> => ({ type: 'let-through', head: headOf(view) }),
};
