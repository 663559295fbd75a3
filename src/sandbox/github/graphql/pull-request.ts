import { readCommit } from '../git/commits.ts';
import { accountOf } from '../logins.ts';
import { mergeStateOf } from '../pulls/mergeability.ts';
import { opinions, type Pull, type Review } from '../pulls/pull.ts';
import { ownersMissing } from '../rules/code-owners.ts';
import { rulesFor } from '../rules/rules.ts';
import { time } from '../shown.ts';
import type { World } from '../world.ts';
import type { Args, Node } from './answer.ts';
import { connection } from './connection.ts';

export function pullRequestNode(world: World, pull: Pull): Node {
  const { repository, urls } = world;
  return {
    __typename: 'PullRequest',
    id: `PR_${pull.number}`,
    number: pull.number,
    url: `${urls.web}/${repository.fullName}/pull/${pull.number}`,
    title: pull.title,
    body: pull.body,
    author: loginNode(pull.author),
    state: pull.merged ? 'MERGED' : pull.state.toUpperCase(),
    createdAt: time(pull.createdAt),
    updatedAt: time(pull.updatedAt),
    baseRefName: pull.base.branch,
    baseRefOid: pull.base.sha,
    headRefName: pull.head.branch,
    headRefOid: pull.head.sha,
    isCrossRepository: pull.head.fork !== null,
    isDraft: pull.draft,
    isInMergeQueue: world.queue.some(({ number }) => number === pull.number),
    labels: (args: Args) =>
      connection(
        pull.labels.map((name) => ({ __typename: 'Label', name })),
        args,
      ),
    closingIssuesReferences: (args: Args) =>
      connection(
        closedBy(pull).map((number) => ({ __typename: 'Issue', number })),
        args,
      ),
    files: (args: Args) => filesOf(world, pull, args),
    commits: (args: Args) => commitsOf(world, pull, args),
    ...reviewFields(world, pull),
    ...mergeFields(world, pull),
    ...mergedFields(world, pull),
  };
}

function mergedFields(world: World, { merged, autoMerge, updatedAt }: Pull): Node {
  return {
    merged: merged !== null,
    mergedAt: merged && time(merged.at),
    mergedBy: merged && loginNode(merged.by),
    mergeCommit: merged && commitNode(world, merged.sha),
    autoMergeRequest: autoMerge && {
      __typename: 'AutoMergeRequest',
      enabledAt: time(updatedAt),
      enabledBy: loginNode(autoMerge.by),
      mergeMethod: autoMerge.method.toUpperCase(),
    },
  };
}

/** Null when the base asks for no review at all. */
async function reviewDecision(world: World, pull: Pull): Promise<string | null> {
  const rules = rulesFor(world, `refs/heads/${pull.base.branch}`).filter(({ type }) => type === 'pull_request');
  const wanted = Math.max(0, ...rules.map(({ parameters }) => Number(parameters.required_approving_review_count ?? 0)));
  const wantsOwners = rules.some(({ parameters }) => parameters.require_code_owner_review === true);
  if (wanted === 0 && !wantsOwners) return null;
  const said = writers(pull);
  if (said.some(({ state }) => state === 'CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
  const approvals = said.filter(({ state }) => state === 'APPROVED').map(({ login }) => login);
  const missing = wantsOwners ? await ownersMissing(world, pull, approvals) : [];
  return approvals.length >= wanted && missing.length === 0 ? 'APPROVED' : 'REVIEW_REQUIRED';
}

function writers(pull: Pull): readonly Review[] {
  return opinions(pull).filter(({ login }) => accountOf(login).role !== 'read');
}

function reviewFields(world: World, pull: Pull): Node {
  const reviewNode = ({ login, state, at, commit, body }: Review): Node => ({
    __typename: 'PullRequestReview',
    author: loginNode(login),
    state,
    body,
    submittedAt: time(at),
    commit: commitNode(world, commit),
  });
  return {
    reviewDecision: () => reviewDecision(world, pull),
    latestOpinionatedReviews: (args: Args) =>
      connection((args.writersOnly === true ? writers(pull) : opinions(pull)).map(reviewNode), args),
    reviews: (args: Args) => connection(pull.reviews.map(reviewNode), args),
    reviewRequests: (args: Args) =>
      connection(
        pull.requested.map((login) => ({ __typename: 'ReviewRequest', requestedReviewer: loginNode(login) })),
        args,
      ),
  };
}

const MERGEABLE = new Map([
  [null, 'UNKNOWN'],
  [true, 'MERGEABLE'],
  [false, 'CONFLICTING'],
]);

function mergeFields(world: World, pull: Pull): Node {
  return {
    mergeable: async () => MERGEABLE.get(await world.mergeability.ask(pull)),
    mergeStateStatus: async () => {
      const mergeable = await world.mergeability.ask(pull);
      return (await mergeStateOf(world, pull, mergeable)).toUpperCase();
    },
  };
}

/** By the words with which GitHub lets a pull request close an issue. */
function closedBy({ body }: Pull): readonly number[] {
  return [...body.matchAll(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? #(\d+)/gi)].map(([, number]) =>
    Number(number),
  );
}

async function filesOf(world: World, { base, head }: Pull, args: Args): Promise<Node> {
  const paths = await world.history.paths(base.sha, head.sha);
  return connection(
    paths.map((path) => ({ __typename: 'PullRequestChangedFile', path })),
    args,
  );
}

async function commitsOf(world: World, { base, head }: Pull, args: Args): Promise<Node> {
  // Most want nothing but the head, which takes no git.
  const shas = args.last === 1 ? [head.sha] : await world.history.between(base.sha, head.sha);
  return connection(
    shas.map((sha) => ({ __typename: 'PullRequestCommit', commit: commitNode(world, sha) })),
    args,
  );
}

export function commitNode(world: World, sha: string): Node {
  const { repository, urls, reports } = world;
  const context = (name: string): Node | null => {
    const found = reports.latest(sha).find((status) => status.context.toLowerCase() === name.toLowerCase());
    if (!found) return null;
    const { state, description, url } = found;
    return {
      __typename: 'StatusContext',
      context: found.context,
      state: state.toUpperCase(),
      description,
      targetUrl: url,
    };
  };
  return {
    __typename: 'Commit',
    oid: sha,
    url: `${urls.web}/${repository.fullName}/commit/${sha}`,
    message: async () => (await readCommit(world.objects, sha))?.message ?? '',
    messageHeadline: async () => (await readCommit(world.objects, sha))?.message.split('\n')[0] ?? '',
    // Nobody has said anything: then there is no status at all.
    status:
      reports.latest(sha).length === 0
        ? null
        : { __typename: 'Status', context: ({ name }: Args) => context(String(name)) },
    statusCheckRollup: () => rollup(world, sha),
  };
}

function rollup({ reports }: World, sha: string): Node | null {
  const all = reports.of(sha);
  if (all.length === 0) return null;
  const failed = all.some(({ outcome }) => outcome === 'fail');
  const state = failed ? 'FAILURE' : all.some(({ outcome }) => outcome === 'pending') ? 'PENDING' : 'SUCCESS';
  return { __typename: 'StatusCheckRollup', state };
}

export function loginNode(login: string): Node {
  return { __typename: login.endsWith('[bot]') ? 'Bot' : 'User', login: login.replace('[bot]', '') };
}
