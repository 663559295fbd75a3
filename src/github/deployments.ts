import { z } from 'zod';
import type { Deployments } from '../core/repository/deployments.ts';
import { cut } from '../core/text.ts';
import type { Api } from './api.ts';

const DESCRIPTION_LIMIT = 140;

const DEPLOYMENTS = '/repos/{owner}/{repo}/deployments';
const STATUSES = `${DEPLOYMENTS}/{deployment_id}/statuses`;

/** GitHub gives it back as the object that was sent, or as its JSON; others put into theirs what they like. */
const Payload = z
  .preprocess(parsed, z.object({ shipmate: z.string() }))
  .transform(({ shipmate }): string | undefined => shipmate)
  .catch(undefined);

const Deployment = z.object({ id: z.int(), payload: Payload });
const Status = z.object({ state: z.string() });

export function createDeployments(api: Api): Deployments {
  return {
    async find({ environment, ref, key }) {
      const all = await api.list(`GET ${DEPLOYMENTS}`, { environment, ref }, z.array(Deployment));
      return all.find(({ payload }) => payload === key)?.id;
    },

    async record({ ref, environment, description, production, key }) {
      const body = {
        ref,
        environment,
        description: cut(description, DESCRIPTION_LIMIT),
        production_environment: production,
        payload: { shipmate: key },
        // Left out, GitHub merges the default branch into the ref, and asks for every check, the freeze's own included.
        auto_merge: false,
        required_contexts: [],
      };
      return (await api.write(`POST ${DEPLOYMENTS}`, body, Deployment)).id;
    },

    async tell(id, { description, url }) {
      const body = {
        deployment_id: id,
        state: 'success',
        description: cut(description, DESCRIPTION_LIMIT),
        ...(url !== undefined && { environment_url: url }),
      };
      await api.write(`POST ${STATUSES}`, body, z.unknown());
    },

    async wasTold(id) {
      // The newest one may be of GitHub itself, which calls a deployment inactive when another one comes after it.
      const all = await api.list(`GET ${STATUSES}`, { deployment_id: id }, z.array(Status));
      return all.some(({ state }) => state === 'success');
    },
  };
}

function parsed(payload: unknown): unknown {
  if (typeof payload !== 'string') return payload;
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
