import { z } from 'zod';
import { BranchReference } from '../core/playbook/words.ts';
import type { Commit } from '../core/repository/history.ts';
import type { PullRequests } from '../core/repository/pull-requests.ts';
import { cut } from '../core/text.ts';
import { short } from '../steps/_places.ts';
import { type CheckResult, defineCheck, pass, unknown } from './_check.ts';
import { type Since, sinceLive } from './_revision.ts';

const EVIDENCE_LINES = 20;
const SUBJECT = 100;

/**
 * A change is what one commit of the branch itself brought: a merge, or a commit that a pull request was squashed into.
 * Its subject names the pull request, and the host has to agree; where it doesn't, nobody knows who looked at it.
 */
export default defineCheck({
  name: 'reviews',
  summary: 'How many approvals the least reviewed change has that was merged since the live version.',
  comesWith: 'definition',
  settings: z.strictObject({ value: BranchReference.describe('the branch') }),
  measures: ['approvals'],
  onlyMeasures: true,
  branch: ({ value }) => value,

  async ask({ value }, context): Promise<CheckResult> {
    const since = await sinceLive(value, context);
    if (typeof since === 'string') return unknown(since);
    const changes = changesOf(since);
    if (changes.length === 0) return unknown(`nothing was merged into ${value} since ${since.tag}`);

    const reviewed: Reviewed[] = [];
    for (const commit of changes) reviewed.push(await reviewOf(commit, context.repository().pulls));
    return result(reviewed, since.tag);
  },
});

/** The commits of the branch itself, without merges that bring only what was live before. */
function changesOf({ head, commits }: Since): readonly Commit[] {
  const known = new Map(commits.map((commit) => [commit.sha, commit]));
  const changes: Commit[] = [];
  for (let next = known.get(head); next; next = known.get(next.parents[0] ?? '')) {
    const isEmpty = next.parents.length > 1 && !next.parents.slice(1).some((parent) => known.has(parent));
    if (!isEmpty) changes.push(next);
  }
  return changes;
}

interface Reviewed {
  readonly title: string;
  /** Undefined: no pull request is known to have brought it. */
  readonly approvals: number | undefined;
}

async function reviewOf({ sha, subject }: Commit, pulls: PullRequests): Promise<Reviewed> {
  const [, merged, squashed] = /^Merge pull request #(\d+) |\(#(\d+)\)$/.exec(subject) ?? [];
  const number = Number(merged ?? squashed);
  const pull = Number.isSafeInteger(number) ? await pulls.read(number) : undefined;
  // Anybody can write any number into a subject.
  if (pull?.mergeCommit !== sha) return { title: `${short(sha)} ${cut(subject, SUBJECT)}`, approvals: undefined };
  const { opinions } = await pulls.reviews(number);
  const approvals = opinions.filter(({ state }) => state === 'approved').length;
  return { title: `#${number} ${cut(pull.title, SUBJECT)}`, approvals };
}

function result(reviewed: readonly Reviewed[], tag: string): CheckResult {
  const strange = reviewed.filter(({ approvals }) => approvals === undefined);
  if (strange.length > 0) {
    const lines = strange.map(({ title }) => `no pull request is known for ${title}`);
    const what = strange.length === 1 ? 'one change' : `${strange.length} changes`;
    return unknown(`nobody can tell who reviewed ${what} since ${tag}`, lines.slice(0, EVIDENCE_LINES));
  }
  const ordered = reviewed.toSorted((a, b) => (a.approvals ?? 0) - (b.approvals ?? 0));
  const lines = ordered.map(({ title, approvals }) => `${approvals} approvals: ${title}`);
  return pass(`${reviewed.length} changes since ${tag}; ${lines[0]}`, lines.slice(0, EVIDENCE_LINES), {
    approvals: ordered[0]?.approvals ?? 0,
  });
}
