import { fields, list, word } from '../../http.ts';
import type { Caller } from '../access.ts';
import { writeCommit } from '../git/commits.ts';
import { type Edits, editTree } from '../git/trees.ts';
import { moveByRules } from '../moves.ts';
import type { openPulls } from '../pulls/following.ts';
import { enqueue, hasQueue, queueOf } from '../pulls/queue.ts';
import type { Level, Right } from '../rights.ts';
import { Refusal } from '../routes/_route.ts';
import { commitAt } from '../routes/commits.ts';
import { workflowProblem } from '../rules/workflow-files.ts';
import { signatureOf } from '../shown.ts';
import type { World } from '../world.ts';
import { type Args, NoAnswer, type Node } from './answer.ts';
import { connection } from './connection.ts';
import { commitNode, loginNode, pullRequestNode } from './pull-request.ts';

/** Where a document begins. */
export function rootsFor(world: World, by: Caller): { readonly query: Node; readonly mutation: Node } {
  return {
    query: {
      __typename: 'Query',
      viewer: () => loginNode(by.login),
      rateLimit: { __typename: 'RateLimit', limit: 5000, remaining: 5000, cost: 1 },
      repository: (args: Args) => repositoryNode(world, by, args),
    },
    mutation: {
      __typename: 'Mutation',
      createCommitOnBranch: (args: Args) => createCommitOnBranch(world, by, fields(args.input)),
      enqueuePullRequest: (args: Args) => enqueuePullRequest(world, by, fields(args.input)),
    },
  };
}

function need(by: Caller, right: Right, level: Level): void {
  if (!by.can(right, level)) throw new NoAnswer('FORBIDDEN', 'Resource not accessible by integration');
}

function repositoryNode(world: World, by: Caller, { owner, name }: Args): Node {
  const { fullName, defaultBranch } = world.repository;
  const asked = `${word(owner)}/${word(name)}`;
  if (asked.toLowerCase() !== fullName.toLowerCase()) {
    throw new NoAnswer('NOT_FOUND', `Could not resolve to a Repository with the name '${asked}'.`);
  }
  return {
    __typename: 'Repository',
    id: `R_${world.repository.id}`,
    nameWithOwner: fullName,
    defaultBranchRef: { __typename: 'Ref', name: defaultBranch },
    pullRequest({ number }: Args) {
      need(by, 'pull_requests', 'read');
      const pull = world.pulls.get(Number(number));
      if (pull) return pullRequestNode(world, pull);
      throw new NoAnswer('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${String(number)}.`);
    },
    pullRequests(args: Args) {
      need(by, 'pull_requests', 'read');
      const found = pullsMatching(world, args).sort((a, b) => a.number - b.number);
      return connection(
        found.map((pull) => pullRequestNode(world, pull)),
        args,
      );
    },
    mergeQueue: ({ branch }: Args) => mergeQueueNode(world, word(branch) || defaultBranch),
    ref: ({ qualifiedName }: Args) => refNode(world, word(qualifiedName)),
  };
}

function pullsMatching(
  world: World,
  { states, baseRefName, headRefName }: Args,
): ReturnType<typeof openPulls>[number][] {
  const wanted = (Array.isArray(states) ? list(states) : states === undefined ? [] : [states]).map(word);
  const stateOf = (pull: { merged: unknown; state: string }): string =>
    pull.merged ? 'MERGED' : pull.state.toUpperCase();
  return [...world.pulls.values()]
    .filter((pull) => wanted.length === 0 || wanted.includes(stateOf(pull)))
    .filter(({ base }) => typeof baseRefName !== 'string' || base.branch === baseRefName)
    .filter(({ head }) => typeof headRefName !== 'string' || head.branch === headRefName);
}

function mergeQueueNode(world: World, branch: string): Node | null {
  if (!hasQueue(world, branch)) return null;
  const entries = queueOf(world, branch).map(({ id, number, head }, index): Node => {
    const pull = world.pulls.get(number);
    return {
      __typename: 'MergeQueueEntry',
      id,
      position: index + 1,
      state: 'AWAITING_CHECKS',
      pullRequest: pull ? pullRequestNode(world, pull) : null,
      headCommit: commitNode(world, head),
    };
  });
  return { __typename: 'MergeQueue', id: `MQ_${branch}`, entries: (args: Args) => connection(entries, args) };
}

function refNode(world: World, name: string): Node | null {
  const full = name.startsWith('refs/') ? name : `refs/heads/${name}`;
  const sha = world.refs.get(full);
  return sha === undefined ? null : { __typename: 'Ref', name, target: commitNode(world, sha) };
}

async function createCommitOnBranch(world: World, by: Caller, input: Args): Promise<Node> {
  need(by, 'contents', 'write');
  const { branchName } = fields(input.branch);
  const branch = word(branchName).replace(/^refs\/heads\//, '');
  const ref = `refs/heads/${branch}`;
  const parent = await commitAt(world, ref);
  const before = world.refs.get(ref);
  if (!parent || before === undefined) throw new NoAnswer('NOT_FOUND', `No ref named '${branch}' was found.`);
  if (input.expectedHeadOid !== before) {
    const expected = word(input.expectedHeadOid);
    throw new NoAnswer('STALE_DATA', `Expected branch to point to "${expected}" but it did not.  Pull and try again.`);
  }
  const edits = editsOf(world, input);
  const problem = workflowProblem(edits.keys(), by);
  if (problem !== undefined) throw new NoAnswer('FORBIDDEN', problem);
  const tree = await editTree(world.objects, parent.tree, edits);
  const { headline, body } = fields(input.message);
  const message = [word(headline), word(body)].filter(Boolean).join('\n\n');
  const author = signatureOf(by.login, world.machine());
  const sha = writeCommit(world.objects, { tree, parents: [before], author, committer: author, message });
  await moveByRules(world, { ref, before, after: sha }, { by, status: 422 }).catch(asNoAnswer);
  world.effect('commit', `${branch} ${sha}`, by.login);
  return { __typename: 'CreateCommitOnBranchPayload', commit: commitNode(world, sha), ref: refNode(world, ref) };
}

function editsOf(world: World, input: Args): Edits {
  const { additions, deletions } = fields(input.fileChanges);
  const added = list(additions)
    .map(fields)
    .map(({ path, contents }) => {
      return [word(path), { sha: world.objects.write('blob', Buffer.from(word(contents), 'base64')) }] as const;
    });
  const gone = list(deletions)
    .map(fields)
    .map(({ path }) => [word(path), null] as const);
  return new Map([...added, ...gone]);
}

async function enqueuePullRequest(world: World, by: Caller, { pullRequestId, expectedHeadOid }: Args): Promise<Node> {
  need(by, 'pull_requests', 'write');
  const pull = world.pulls.get(Number(word(pullRequestId).replace('PR_', '')));
  if (!pull)
    throw new NoAnswer('NOT_FOUND', `Could not resolve to a node with the global id of '${word(pullRequestId)}'`);
  const head = typeof expectedHeadOid === 'string' ? expectedHeadOid : undefined;
  const { id } = await enqueue(world, pull, { by: by.login, head }).catch(asNoAnswer);
  return { __typename: 'EnqueuePullRequestPayload', mergeQueueEntry: { __typename: 'MergeQueueEntry', id } };
}

function asNoAnswer(error: unknown): never {
  if (error instanceof Refusal) throw new NoAnswer('UNPROCESSABLE', error.message);
  throw error;
}
