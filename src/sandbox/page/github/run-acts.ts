import { z } from 'zod';
import { Refusal } from '../../github/routes/_route.ts';
import type { World } from '../../github/world.ts';
import type { Act } from '../act.ts';
import { deed } from './deed.ts';

const Run = { id: z.int() };

/** What people do to runs of workflows. */
export const RUN_ACTS: Readonly<Record<string, Act>> = {
  'github/let-in': deed(
    z.object({ ...Run, environment: z.string(), state: z.enum(['approved', 'rejected']) }),
    async ({ id, environment, state }, { login, github: { world } }) => {
      mustBeReviewer(world, environment, login);
      world.runs.review(id, { environments: [environment], state, by: login, comment: 'by hand' });
      return state === 'approved' ? `Let it into ${environment}.` : `Turned it away from ${environment}.`;
    },
  ),

  'github/cancel-run': deed(z.object(Run), async ({ id }, { github: { world } }) => {
    if (!world.runs.conclude(id, 'cancelled')) throw new Refusal(409, 'the run has ended already');
    return 'Cancelled.';
  }),

  'github/rerun': deed(z.object(Run), async ({ id }, { github: { world } }) => {
    if (!world.runs.rerun(id)) throw new Refusal(403, 'the run is still under way');
    return 'It runs again.';
  }),
};

function mustBeReviewer({ environments }: World, name: string, login: string): void {
  const reviewers = environments.get(name)?.reviewers ?? [];
  if (!reviewers.includes(login)) throw new Refusal(422, `${name} is for ${reviewers.join(' or ')} to open`);
}
