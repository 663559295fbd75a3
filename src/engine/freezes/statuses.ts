import type { GuardRecord } from '../../core/freeze/guard.ts';
import { fitsGlob } from '../../core/playbook/glob.ts';
import type { Status } from '../../core/repository/gates.ts';
import type { MergeGroup, OpenPullRequest } from '../../core/repository/pull-requests.ts';
import { cut, listed } from '../../core/text.ts';

/** A status that is to be written. */
export interface Telling {
  readonly commit: string;
  readonly status: Status;
  /** The branch that it goes into, where its commits may still exempt it, which takes a look at them. */
  readonly into?: string;
  /** It was told that it passes: its commits were looked at, or it has lost what it passed by. */
  readonly passed?: boolean;
}

export interface Branch {
  readonly name: string;
  readonly pulls: readonly OpenPullRequest[];
  readonly groups: readonly MergeGroup[];
}

/**
 * What the open pull requests and merge groups of a branch have to be told, as the freeze stands at this business time.
 * Only what differs from what they were told. Reasons stay in Slack: a repository may be public.
 */
export function tellings(guard: GuardRecord, branch: Branch, now: number): readonly Telling[] {
  return [
    ...branch.pulls.flatMap((pull) => forPull(guard, pull, { into: branch.name, now })),
    ...forGroups(guard, branch, now),
  ];
}

function forPull(
  guard: GuardRecord,
  pull: OpenPullRequest,
  { into, now }: { readonly into: string; readonly now: number },
): readonly Telling[] {
  const { context, mode } = guard;
  const told = pull.told?.state;
  if (guard.wanted === 'open') {
    const isDue = mode === 'status' ? told !== 'success' : told === 'failure';
    return isDue ? [{ commit: pull.head, status: over(context) }] : [];
  }
  const why = passes(guard, pull, now);
  // Shipmate merges it itself; a success would let anybody merge it.
  if (why === EXCEPTED && mode !== 'status') return [];
  if (why !== undefined) {
    const description = cut(`Passes the freeze: ${why}`, 140);
    return told === 'success' ? [] : [{ commit: pull.head, status: { context, state: 'success', description } }];
  }
  if (told === 'failure') return [];
  return [
    {
      commit: pull.head,
      status: frozen(guard),
      ...(guard.terms.exempt.commits.length > 0 && { into, passed: told === 'success' }),
    },
  ];
}

const EXCEPTED = 'let through by an exception';

/** Why it passes by itself; undefined when it does not. Paths that are not all known are no reason. */
function passes({ terms, excepted }: GuardRecord, pull: OpenPullRequest, now: number): string | undefined {
  const { exempt, own } = terms;
  if (excepted.some((each) => each.pull === pull.number && each.head === pull.head && each.until > now))
    return EXCEPTED;
  if (!pull.isFork && own.includes(pull.branch)) return 'part of the release';
  const label = pull.labels.find((name) => exempt.labels.includes(name));
  if (label !== undefined) return `label ${label}`;
  const isInside = (path: string) => exempt.paths.some((glob) => fitsGlob(glob, path));
  if (pull.paths.length > 0 && !pull.hasMorePaths && pull.paths.every(isInside)) return 'only exempt paths';
  return undefined;
}

/** A group becomes the branch as a whole: one pull request that may not pass keeps all of them out. */
function forGroups(guard: GuardRecord, { pulls, groups }: Branch, now: number): readonly Telling[] {
  const { context, wanted, mode } = guard;
  return groups.flatMap(({ head, pulls: inside, told }): readonly Telling[] => {
    const stopped = inside.filter((number) => !mayPass(guard, number, { pulls, now }));
    if (wanted === 'open' && mode !== 'status' && told?.state !== 'failure') return [];
    const status: Status =
      wanted === 'open'
        ? over(context)
        : stopped.length === 0
          ? { context, state: 'success', description: 'Everything in it passes the freeze' }
          : {
              context,
              state: 'failure',
              description: cut(`Frozen: ${listed(stopped.map((n) => `#${n}`))} may not pass`, 140),
            };
    return told?.state === status.state ? [] : [{ commit: head, status }];
  });
}

interface Known {
  readonly pulls: readonly OpenPullRequest[];
  readonly now: number;
}

/** By what was told to it where its commits decide: those were looked at then. */
function mayPass(guard: GuardRecord, number: number, { pulls, now }: Known): boolean {
  const pull = pulls.find((each) => each.number === number);
  if (!pull) return false;
  return passes(guard, pull, now) !== undefined || pull.told?.state === 'success';
}

function frozen({ context, terms }: GuardRecord): Status {
  const until = terms.version === null ? 'until it is lifted' : `for v${terms.version} until it is done`;
  const where = /^[CG][A-Z0-9]{6,}$/.test(terms.channel) ? 'in Slack' : `in #${terms.channel}`;
  return { context, state: 'failure', description: cut(`Frozen ${until}: ask ${where}`, 140) };
}

function over(context: string): Status {
  return { context, state: 'success', description: 'The freeze is over' };
}

/** The same pull request, found to have nothing but commits of exempt types. */
export function exemptByCommits({ commit, status }: Telling): Telling {
  return { commit, status: { ...status, state: 'success', description: 'Passes the freeze: only exempt commits' } };
}

/** `fix(login): …` is of the type `fix`; merges only bring in what is looked at anyway. */
export function areExempt(
  commits: readonly { readonly subject: string; readonly parents: readonly string[] }[],
  types: readonly string[],
): boolean {
  const own = commits.filter(({ parents }) => parents.length < 2);
  const typeOf = (subject: string) => /^(\w+)(?:\([^()]*\))?!?: /.exec(subject)?.[1]?.toLowerCase() ?? '';
  return own.length > 0 && own.every(({ subject }) => types.includes(typeOf(subject)));
}
