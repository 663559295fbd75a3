import { z } from 'zod';
import type { Workflows } from '../core/repository/workflows.ts';
import { cut } from '../core/text.ts';
import type { Api } from './api.ts';

const DESCRIPTION_LIMIT = 140;

const Deployment = z.object({ id: z.int() });

/** Records of deploys, for those who look at GitHub; they deploy nothing. */
export function createDeployments(api: Api): Pick<Workflows, 'deployment' | 'deploymentState'> {
  return {
    async deployment({ ref, environment, description, production }) {
      const body = {
        ref,
        environment,
        description: cut(description, DESCRIPTION_LIMIT),
        production_environment: production,
        // Left out, GitHub merges the default branch into the ref, and asks for every check, the freeze's own included.
        auto_merge: false,
        required_contexts: [],
      };
      return (await api.write('POST /repos/{owner}/{repo}/deployments', body, Deployment)).id;
    },

    async deploymentState(id, { state, description, url }) {
      const body = {
        deployment_id: id,
        state,
        description: cut(description, DESCRIPTION_LIMIT),
        ...(url !== undefined && { log_url: url }),
      };
      await api.write('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', body, z.unknown());
    },
  };
}
