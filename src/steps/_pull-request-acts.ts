import { isSameText } from '../core/notes/publication.ts';
import type { NewFact } from '../core/release/fact.ts';
import type { PullRequest } from '../core/repository/pull-requests.ts';
import type { Repository } from '../core/repository/repository.ts';
import {
  type Context,
  type FactOf,
  type Glimpse,
  isSameLogin,
  type PullRequestFact,
  pairOf,
  pullIn,
} from './_pull-request.ts';
import { signature, wordsFor } from './_pull-request-words.ts';
import type { Found } from './_step.ts';

/** Looks for the pull request of these branches: an open one, or the one that somebody merged. */
export async function find(context: Context): Promise<{ readonly fact: NewFact<FactOf<'found' | 'none'>> }> {
  const repository = context.tools.repository(context.signal);
  const { from, into } = pairOf(context);
  const [head, base] = await Promise.all([repository.refs.branch(from), repository.refs.branch(into)]);
  const missing = head === undefined ? from : base === undefined ? into : null;
  if (missing !== null) return { fact: { type: 'none', missing, commits: 0 } };
  const pulls = await repository.pulls.from(from, into);
  const open = pulls.find(({ state }) => state === 'open');
  if (open) return { fact: await asFound(context, open, repository) };
  const commits = (await repository.refs.compare(into, from))?.aheadBy ?? 0;
  const merged = pulls.find((pull) => pull.state === 'merged' && pull.head.commit === head);
  if (commits === 0 && merged) return { fact: await asFound(context, merged, repository) };
  return { fact: { type: 'none', missing: null, commits } };
}

/** Opens it; one that was opened meanwhile is taken as it is. */
export async function open(context: Context): Promise<NewFact<PullRequestFact>> {
  const repository = context.tools.repository(context.signal);
  const { from, into } = pairOf(context);
  const there = (await repository.pulls.from(from, into)).find(({ state }) => state === 'open');
  if (there) return asFound(context, there, repository);
  const words = await wordsFor(context, repository);
  return { type: 'opened', ...shown(await repository.pulls.create({ ...words, head: from, base: into })) };
}

export async function lookForOpened(context: Context): Promise<Found<PullRequestFact>> {
  const repository = context.tools.repository(context.signal);
  const { from, into } = pairOf(context);
  const there = (await repository.pulls.from(from, into)).find(({ state }) => state === 'open');
  if (!there) return { didNot: true };
  const isOurs = there.body.includes(signature(context));
  return { happened: isOurs ? { type: 'opened', ...shown(there) } : await asFound(context, there, repository) };
}

/** Gives it the words that it should have. */
export async function edit(context: Context): Promise<NewFact<FactOf<'edited'>>> {
  const repository = context.tools.repository(context.signal);
  await repository.pulls.edit(numberOf(context), await wordsFor(context, repository));
  return { type: 'edited' };
}

export async function lookForEdited(context: Context): Promise<Found<PullRequestFact>> {
  const repository = context.tools.repository(context.signal);
  const pull = await repository.pulls.read(numberOf(context));
  const isDone = pull !== undefined && (await asFound(context, pull, repository)).current;
  return isDone ? { happened: { type: 'edited' } } : { didNot: true };
}

/** Asks everybody of the roles for a review, but never the author. */
export async function request(context: Context): Promise<NewFact<FactOf<'asked'>>> {
  const { pulls } = context.tools.repository(context.signal);
  const logins = await reviewersOf(context);
  const refused = logins.length === 0 ? [] : await pulls.requestReviews(numberOf(context), logins);
  return { type: 'asked', logins: [...logins], refused: [...refused] };
}

/** To ask the same people once more calls nobody twice, so that a doubt costs nothing. */
export async function lookForRequest(context: Context): Promise<Found<PullRequestFact>> {
  const { awaited } = await context.tools.repository(context.signal).pulls.reviews(numberOf(context));
  const logins = await reviewersOf(context);
  const isDone = logins.every((login) => awaited.some((other) => isSameLogin(login, other)));
  return isDone ? { happened: { type: 'asked', logins: [...logins], refused: [] } } : { didNot: true };
}

/** How it stands, and who may approve it. */
export async function observe(context: Context): Promise<{ readonly sample: Glimpse }> {
  const { pulls } = context.tools.repository(context.signal);
  const number = numberOf(context);
  const pull = await pulls.read(number);
  if (!pull) throw new Error(`there is no pull request #${number} any more`);
  const { opinions, decision } = await pulls.reviews(number);
  const { state, draft, author, base, mergeCommit, mergedBy } = pull;
  return {
    sample: {
      ...{ number, state, draft, author, base, mergeCommit, mergedBy, decision },
      conflict: pull.mergeable === false,
      head: pull.head.commit,
      opinions: opinions.map(({ login, state: said, commit }) => ({ login, state: said, commit })),
      logins: await loginsOf(context),
    },
  };
}

async function asFound(context: Context, pull: PullRequest, repository: Repository): Promise<NewFact<FactOf<'found'>>> {
  const { title, body } = await wordsFor(context, repository);
  const current = pull.title === title && isSameText(pull.body, body);
  return { type: 'found', ...shown(pull), ours: pull.body.includes(signature(context)), current };
}

const shown = ({ number, url, author }: PullRequest) => ({ number, url, author });

function numberOf(context: Context): number {
  const pull = pullIn(context);
  if (!pull) throw new Error('there is no pull request yet');
  return pull.number;
}

async function loginsOf({ spec, tools }: Context): Promise<Record<string, string[]>> {
  const roles = spec['reviewed-by'];
  return Object.fromEntries(await Promise.all(roles.map(async (role) => [role, [...(await tools.logins(role))]])));
}

async function reviewersOf(context: Context): Promise<readonly string[]> {
  const author = pullIn(context)?.author ?? '';
  const all = Object.values(await loginsOf(context)).flat();
  return [...new Set(all)].filter((login) => !isSameLogin(login, author));
}
