import { lastFact, type NewFact } from '../core/release/fact.ts';
import type { Repository } from '../core/repository/repository.ts';
import type { Context, MergeFact, Sight, View } from './_merge.ts';
import type { Found } from './_step.ts';
import { fillForHost } from './_words.ts';

type Fact = NewFact<MergeFact>;

/** Merges the pull request at the head that was seen, and at no other. */
export async function mergePull(context: Context): Promise<Fact> {
  const { pull, repository } = pullIn(context);
  const now = await repository.pulls.read(pull.number);
  if (now?.state !== 'open') return { type: 'moved' };
  const [title, ...rest] = messageOf(context)?.split('\n') ?? [];
  const message = rest.join('\n').trim();
  const result = await repository.pulls.merge(pull.number, {
    head: pull.head,
    method: context.spec.method,
    ...(title !== undefined && { title }),
    ...(message !== '' && { message }),
  });
  if ('merged' in result) return { type: 'merged', commit: result.merged };
  if ('moved' in result) return { type: 'moved' };
  return 'queued' in result ? { type: 'queue-needed' } : { type: 'refused', why: result.refused };
}

export async function lookForMerge(context: Context): Promise<Found<MergeFact>> {
  const { pull, repository } = pullIn(context);
  const now = await repository.pulls.read(pull.number);
  if (now?.state !== 'merged') return { didNot: true };
  return { happened: { type: 'merged', commit: now.mergeCommit ?? sightIn(context).target ?? '' } };
}

export async function enqueue(context: Context): Promise<Fact> {
  const { pull, repository } = pullIn(context);
  await repository.pulls.enqueue(pull.number, pull.head);
  return { type: 'enqueued' };
}

/** To be queued twice is to be queued once, so that only what is seen in the queue counts. */
export async function lookInQueue(context: Context): Promise<Found<MergeFact>> {
  const { pull, repository } = pullIn(context);
  const isMerged = (await repository.pulls.read(pull.number))?.state === 'merged';
  const groups = isMerged ? [] : await repository.pulls.queue(sightIn(context).into, 'release-freeze');
  const isQueued = isMerged || groups.some(({ pulls }) => pulls.includes(pull.number));
  return isQueued ? { happened: { type: 'enqueued' } } : { didNot: true };
}

/** Merges without a pull request, exactly what was seen. */
export async function mergeBranches(context: Context): Promise<Fact> {
  const { from, into, head } = sightIn(context);
  const { refs } = context.tools.repository(context.signal);
  const message = messageOf(context) ?? `Merge ${from} into ${into}`;
  const result = await refs.merge({ into, from: head ?? from, message });
  if ('merged' in result) return { type: 'merged', commit: result.merged };
  if ('already' in result) return { type: 'moved' };
  return 'conflict' in result ? { type: 'conflict', why: result.conflict } : { type: 'shut', why: result.refused };
}

/** Our merge is the commit on top of what was there that has what we merged as a parent. */
export async function lookForBranchMerge(context: Context): Promise<Found<MergeFact>> {
  const { into, head, target } = sightIn(context);
  const { refs, history } = context.tools.repository(context.signal);
  const comparison = head === null ? undefined : await refs.compare(into, head);
  if (head === null || comparison?.aheadBy !== 0) return { didNot: true };
  const since = await history.commits({ ...(target !== null && { base: target }), head: into });
  const ours = since.find(({ parents }) => parents.length > 1 && parents.includes(head));
  const commit = ours?.sha ?? (await refs.branch(into));
  return commit === undefined ? { didNot: true } : { happened: { type: 'merged', commit } };
}

/** A pull request in place of the merge that a rule refused. */
export async function openPull(context: Context): Promise<Fact> {
  const { from, into } = sightIn(context);
  const { pulls } = context.tools.repository(context.signal);
  const there = await openBetween(context, pulls);
  if (there) return there;
  const why = lastFact(context.facts, 'shut')?.why ?? '';
  const body = `${context.release.id} (v${context.release.version}) needs \`${from}\` in \`${into}\`, and a rule of the branch refused the merge: ${why}`;
  const title = messageOf(context)?.split('\n')[0] ?? `Merge ${from} into ${into}`;
  const { number, url } = await pulls.create({ title, body, head: from, base: into });
  return { type: 'opened', number, url };
}

export async function lookForPull(context: Context): Promise<Found<MergeFact>> {
  const there = await openBetween(context, context.tools.repository(context.signal).pulls);
  return there ? { happened: there } : { didNot: true };
}

async function openBetween(context: Context, pulls: Repository['pulls']) {
  const { from, into } = sightIn(context);
  const open = (await pulls.from(from, into)).find(({ state }) => state === 'open');
  return open && ({ type: 'opened', number: open.number, url: open.url } as const);
}

function messageOf(context: Context): string | undefined {
  return context.spec.message === undefined ? undefined : fillForHost(context.spec.message, context);
}

function sightIn({ facts }: Pick<View, 'facts'>): Sight {
  const seen = lastFact(facts, 'seen');
  if (!seen) throw new Error('nothing was looked at');
  return seen.sight;
}

function pullIn(context: Context) {
  const { pull } = sightIn(context);
  if (!pull) throw new Error('there is no pull request');
  return { pull, repository: context.tools.repository(context.signal) };
}
