import { json, list, word } from '../../http.ts';
import { DEPLOYMENT_STATES, type Deployment, type DeploymentStatus } from '../deployments.ts';
import { moveByRules } from '../moves.ts';
import { mergeCommits } from '../pulls/merge.ts';
import { shownUser, time } from '../shown.ts';
import type { World } from '../world.ts';
import { type Call, invalid, notFound, paged, Refusal, type Route, required } from './_route.ts';
import { commitAt } from './commits.ts';

export const deployments: readonly Route[] = [
  {
    name: 'repos.list-deployments',
    at: 'GET /deployments',
    needs: ['deployments', 'read'],
    run: (call, world) => paged(call, found(call, world), (page) => page.map((each) => shown(world, each))),
  },
  {
    name: 'repos.create-deployment',
    at: 'POST /deployments',
    needs: ['deployments', 'write'],
    run: create,
  },
  {
    name: 'repos.list-deployment-statuses',
    at: 'GET /deployments/:id/statuses',
    needs: ['deployments', 'read'],
    run(call, world) {
      const newestFirst = [...deploymentOf(call, world).statuses].reverse();
      return paged(call, newestFirst, (page) => page.map(shownStatus));
    },
  },
  {
    name: 'repos.create-deployment-status',
    at: 'POST /deployments/:id/statuses',
    needs: ['deployments', 'write'],
    run: addStatus,
  },
];

async function create(call: Call, world: World) {
  const ref = required(call, 'ref');
  const commit = (await commitAt(world, ref))?.sha;
  if (!commit) throw invalid(`No ref found for: ${ref}`);
  await mergeDefaultBranch(call, world, { ref, commit });
  refuseFailing(call, world, commit);
  const environment = word(call.body.environment) || 'production';
  const deployment: Deployment = {
    id: world.nextId(),
    ref,
    sha: commit,
    environment,
    production: call.body.production_environment === true || environment === 'production',
    description: word(call.body.description),
    payload: call.body.payload ?? {},
    creator: call.by.login,
    statuses: [],
    createdAt: world.machine(),
  };
  world.deployments.set(deployment.id, deployment);
  world.effect('deployment', `${environment} ${ref}`, call.by.login);
  return json(201, shown(world, deployment));
}

/** The trap of the default: a branch that lacks commits of the default branch is given them, and nothing is deployed. */
async function mergeDefaultBranch(
  { body, by }: Call,
  world: World,
  { ref, commit: before }: { readonly ref: string; readonly commit: string },
): Promise<void> {
  const { refs, repository, history } = world;
  const branch = `refs/heads/${ref}`;
  if (body.auto_merge === false || refs.get(branch) === undefined) return;
  const tip = refs.get(`refs/heads/${repository.defaultBranch}`) ?? before;
  if (await history.isAncestor(tip, before)) return;
  const message = `Merge branch '${repository.defaultBranch}' into ${ref}`;
  const merged = await mergeCommits(world, { ours: before, theirs: tip, by: by.login, message });
  if (!merged) throw new Refusal(409, `Conflict merging ${repository.defaultBranch} into ${ref}.`);
  await moveByRules(world, { ref: branch, before, after: merged.sha }, { by, status: 409 });
  throw new Refusal(202, `Auto-merged ${repository.defaultBranch} into ${ref} on deployment.`);
}

/** Without a list of its own, every check of the commit has to have passed. */
function refuseFailing({ body }: Call, { reports }: World, commit: string): void {
  const wanted = body.required_contexts === undefined ? undefined : list(body.required_contexts).map(String);
  const reported = reports.of(commit);
  const names = wanted ?? reported.map(({ context }) => context);
  const contexts = names.map((context) => ({
    context,
    state: reported.find((report) => report.context === context)?.outcome ?? 'missing',
  }));
  if (contexts.every(({ state }) => state === 'pass')) return;
  throw new Refusal(409, `Conflict: Commit status checks failed for ${commit}.`, {
    errors: [{ contexts, resource: 'Deployment', field: 'required_contexts', code: 'invalid' }],
  });
}

function addStatus(call: Call, world: World) {
  const deployment = deploymentOf(call, world);
  const state = required(call, 'state');
  if (!DEPLOYMENT_STATES.includes(state)) throw invalid('Validation Failed', [{ field: 'state', code: 'invalid' }]);
  const description = word(call.body.description);
  if (description.length > 140) throw invalid('Validation Failed', [{ field: 'description', code: 'too_long' }]);
  const status: DeploymentStatus = {
    id: world.nextId(),
    state,
    description,
    url: word(call.body.environment_url),
    creator: call.by.login,
    at: world.machine(),
  };
  world.deployments.set(deployment.id, { ...deployment, statuses: [...deployment.statuses, status] });
  world.effect('deployment-status', `${deployment.environment} ${state}`, call.by.login);
  return json(201, shownStatus(status));
}

function deploymentOf({ params }: Call, world: World): Deployment {
  const deployment = world.deployments.get(Number(params.id));
  if (!deployment) throw notFound();
  return deployment;
}

function found({ query }: Call, world: World): readonly Deployment[] {
  const wanted = (name: string, value: string): boolean => !query.has(name) || query.get(name) === value;
  return [...world.deployments.values()]
    .filter(
      ({ ref, sha, environment }) => wanted('ref', ref) && wanted('sha', sha) && wanted('environment', environment),
    )
    .reverse();
}

function shown({ repository, urls }: World, deployment: Deployment): object {
  const { id, ref, sha, environment, production, description, payload, creator, createdAt } = deployment;
  return {
    id,
    node_id: `DE_${id}`,
    ref,
    sha,
    task: 'deploy',
    environment,
    production_environment: production,
    description,
    payload,
    creator: shownUser(creator),
    created_at: time(createdAt),
    url: `${urls.api}/repos/${repository.fullName}/deployments/${id}`,
  };
}

function shownStatus({ id, state, description, url, creator, at }: DeploymentStatus): object {
  return { id, state, description, environment_url: url, creator: shownUser(creator), created_at: time(at) };
}
