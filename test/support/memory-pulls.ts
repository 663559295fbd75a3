import { DidNotHappen } from '../../src/core/errors.ts';
import type {
  OpenPullRequest,
  PullMerged,
  PullRequest,
  PullRequests,
} from '../../src/core/repository/pull-requests.ts';
import type { World } from './memory-repository.ts';

const NO_REVIEWS = { opinions: [], decision: null, awaited: [] } as const;

/** The pull requests of a repository in memory. The head of an open one follows its branch. */
export function memoryPulls(world: World): PullRequests {
  const { pulls, reviews, git } = world;
  const current = (pull: PullRequest): PullRequest =>
    pull.state === 'open'
      ? { ...pull, head: { ...pull.head, commit: git.branches.get(pull.head.branch) ?? pull.head.commit } }
      : pull;
  const newest = () => [...pulls.values()].map(current).sort((a, b) => b.number - a.number);
  const readOpen = (number: number): PullRequest => {
    const pull = pulls.get(number);
    if (pull?.state !== 'open') throw new DidNotHappen(`#${number} is not open`);
    return current(pull);
  };
  return {
    read: async (number) => {
      const pull = pulls.get(number);
      return pull && current(pull);
    },
    from: async (head, base) =>
      newest().filter((pull) => pull.head.branch === head && (base === undefined || pull.base === base)),
    reviews: async (number) => reviews.get(number) ?? NO_REVIEWS,
    described: async (numbers) =>
      new Map(numbers.flatMap((number) => (pulls.has(number) ? [[number, textOf(pulls.get(number))]] : []))),
    openInto: async (base) =>
      newest()
        .filter((pull) => pull.base === base && pull.state === 'open')
        .map(openOf),
    queue: async (base) =>
      newest()
        .filter((pull) => pull.base === base && pull.state === 'open' && world.enqueued.includes(pull.number))
        .map(({ number, head }) => ({ head: head.commit, pulls: [number], told: null })),
    create: async ({ title, body, head, base }) => {
      const commit = git.branches.get(head);
      if (commit === undefined) throw new DidNotHappen(`there is no branch \`${head}\``);
      const pull = aPull({ number: pulls.size + 1, title, body, base, head: { branch: head, commit, isFork: false } });
      pulls.set(pull.number, pull);
      return pull;
    },
    edit: async (number, change) => {
      pulls.set(number, { ...readOpen(number), ...change });
    },
    requestReviews: async (number, logins) => {
      const refused = logins.filter((login) => login.startsWith('stranger'));
      const awaited = logins.filter((login) => !refused.includes(login));
      reviews.set(number, { ...(reviews.get(number) ?? NO_REVIEWS), awaited });
      return refused;
    },
    merge: async (number, { head, title }): Promise<PullMerged> => {
      const pull = readOpen(number);
      const rule = world.rules.get(pull.base);
      if (pull.head.commit !== head) return { moved: true };
      if (rule === 'queue') return { queued: true };
      if (rule) return rule;
      const merged = git.merge(pull.base, pull.head.branch, title ?? `Merge pull request #${number}`);
      if (typeof merged !== 'string') return { refused: `both sides changed ${merged.conflict.join(', ')}` };
      pulls.set(number, { ...pull, state: 'merged', mergeCommit: merged, mergedBy: 'shipmate' });
      return { merged };
    },
    enqueue: async (number) => {
      world.enqueued.push(readOpen(number).number);
    },
  };
}

/** An open pull request of a branch of the repository, with nothing in its way. */
export function aPull(more: Partial<PullRequest> = {}): PullRequest {
  const number = more.number ?? 1;
  return {
    number,
    url: `https://host.example/acme/web/pull/${number}`,
    title: 'Release v1.5.0',
    body: '',
    author: 'shipmate',
    state: 'open',
    draft: false,
    base: 'main',
    head: { branch: 'release/v1.5.0', commit: 'a'.repeat(40), isFork: false },
    labels: [],
    mergeCommit: null,
    mergedBy: null,
    mergeable: true,
    mergeState: 'clean',
    autoMerge: false,
    ...more,
  };
}

function textOf(pull: PullRequest = aPull()) {
  const { number, url, title, author, labels } = pull;
  const closes = [...pull.body.matchAll(/[Cc]loses #(\d+)/g)].map((match) => Number(match[1]));
  return { number, url, title, author, labels, closes };
}

function openOf(pull: PullRequest): OpenPullRequest {
  const { head, draft, autoMerge } = pull;
  const rest = { draft, autoMerge, isQueued: false, paths: [], hasMorePaths: false, told: null };
  return { ...textOf(pull), head: head.commit, branch: head.branch, isFork: head.isFork, ...rest };
}
