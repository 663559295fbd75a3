import { fields, json, list, word } from '../../http.ts';
import type { Environment } from '../actions/environments.ts';
import type { Approval, Run } from '../actions/run.ts';
import { shownUser } from '../shown.ts';
import type { World } from '../world.ts';
import { type Call, invalid, Refusal, type Route } from './_route.ts';
import { runOf } from './runs.ts';

export const pendingDeployments: readonly Route[] = [
  {
    name: 'actions.get-pending-deployments-for-run',
    at: 'GET /actions/runs/:id/pending_deployments',
    needs: ['actions', 'read'],
    run: (call, world) =>
      json(
        200,
        waitedFor(runOf(call, world), world).map((each) => shown(call, world, each)),
      ),
  },
  {
    name: 'actions.review-pending-deployments-for-run',
    at: 'POST /actions/runs/:id/pending_deployments',
    needs: ['deployments', 'write'],
    run(call, world) {
      // Reviewers are people: GitHub takes no App here, whatever it may do otherwise.
      if (call.by.kind !== 'user') throw new Refusal(403, 'Resource not accessible by integration');
      const run = runOf(call, world);
      const approval = approvalIn(call, waitedFor(run, world));
      world.runs.review(run.id, approval);
      world.effect('approve', `${run.id} ${approval.environments.join(' ')} ${approval.state}`, call.by.login);
      return json(200, []);
    },
  },
];

/** The environment in front of which the run stands. */
function waitedFor(run: Run, { environments }: World): readonly Environment[] {
  const names = run.jobs.filter(({ status }) => status === 'waiting').map(({ environment }) => environment);
  return [...environments.values()].filter(({ name }) => names.includes(name));
}

function approvalIn({ body, by }: Call, waiting: readonly Environment[]): Approval {
  const ids = list(body.environment_ids);
  const state = body.state === 'approved' || body.state === 'rejected' ? body.state : undefined;
  if (!state) throw invalid('Invalid request.\n\n"state" is not included in the list: approved, rejected.');
  if (body.comment === undefined) throw invalid('Invalid request.\n\n"comment" wasn\'t supplied.');
  const asked = waiting.filter(({ id, reviewers }) => ids.includes(id) && reviewers.includes(by.login));
  if (asked.length === 0 || asked.length < ids.length) {
    throw invalid('Validation Failed', ['There are no pending deployments for your approval']);
  }
  return { environments: asked.map(({ name }) => name), state, by: by.login, comment: word(body.comment) };
}

function shown({ by }: Call, { repository, urls }: World, { id, name, reviewers }: Environment): object {
  return {
    environment: {
      id,
      node_id: `EN_${id}`,
      name,
      html_url: `${urls.web}/${repository.fullName}/deployments/activity_log?environments_filter=${name}`,
    },
    wait_timer: 0,
    wait_timer_started_at: null,
    current_user_can_approve: reviewers.includes(by.login),
    reviewers: reviewers.map((login) => ({ type: 'User', reviewer: fields(shownUser(login)) })),
  };
}
