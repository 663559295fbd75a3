import { z } from 'zod';
import { DidNotHappen } from '../core/errors.ts';
import type { WaitingEnvironment, Workflows } from '../core/repository/workflows.ts';
import type { Api } from './api.ts';

const Waiting = z.array(
  z
    .object({ environment: z.object({ id: z.int(), name: z.string() }), current_user_can_approve: z.boolean() })
    .transform(
      ({ environment: { id, name }, current_user_can_approve }): WaitingEnvironment => ({
        id,
        name,
        canApprove: current_user_can_approve,
      }),
    ),
);

const PENDING = '/repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments';

/** GitHub lets people approve, and no App: for that there is a reviewer, an account that an environment names. */
export function createEnvironments(api: Api, reviewer: Api | undefined): Pick<Workflows, 'waiting' | 'approve'> {
  return {
    waiting: (id) => (reviewer ?? api).read(`GET ${PENDING}`, { run_id: id }, Waiting),

    async approve(id, { environments, comment }) {
      if (!reviewer && api.appId !== undefined) {
        throw new DidNotHappen(`GitHub lets no App approve an environment. ${ASK_FOR_TOKEN}`);
      }
      const body = { run_id: id, environment_ids: environments, state: 'approved', comment };
      const answer = await (reviewer ?? api).attempt(`POST ${PENDING}`, body, z.unknown());
      if ('done' in answer) return;
      const { status, words } = answer.refused;
      const isNotReviewer = status === 403 || status === 404 || status === 422;
      const hint = isNotReviewer ? ` The owner of the token must be a required reviewer. ${ASK_FOR_TOKEN}` : '';
      throw new DidNotHappen(`GitHub did not take the approval: ${words}${hint}`);
    },
  };
}

const ASK_FOR_TOKEN = 'Put the token of a required reviewer into `GITHUB_REVIEWER_TOKEN`, or approve it at GitHub.';
