import { json } from '../../http.ts';
import type { Protection, World } from '../world.ts';
import { type Call, Refusal, type Route } from './_route.ts';

/** Classic protection of one branch. Putting it replaces all of it. */
export const protection: readonly Route[] = [
  {
    name: 'repos.get-branch-protection',
    at: 'GET /branches/*branch/protection',
    needs: ['administration', 'read'],
    run: (call, world) => json(200, shown(protectionOf(call, world))),
  },
  {
    name: 'repos.get-status-checks-protection',
    at: 'GET /branches/*branch/protection/required_status_checks',
    needs: ['administration', 'read'],
    run(call, world) {
      const { required_status_checks: checks } = protectionOf(call, world);
      if (!checks) throw new Refusal(404, 'Required status checks not enabled');
      return json(200, checks);
    },
  },
  {
    name: 'repos.update-branch-protection',
    at: 'PUT /branches/*branch/protection',
    needs: ['administration', 'write'],
    run(call, world) {
      const branch = branchOf(call, world);
      world.protections.set(branch, call.body);
      world.effect('ruleset', `protection of ${branch}`, call.by.login);
      return json(200, shown(call.body));
    },
  },
  {
    name: 'repos.delete-branch-protection',
    at: 'DELETE /branches/*branch/protection',
    needs: ['administration', 'write'],
    run(call, world) {
      protectionOf(call, world);
      world.protections.delete(branchOf(call, world));
      return { status: 204, body: '' };
    },
  },
];

function branchOf({ params }: Call, world: World): string {
  const branch = params.branch ?? '';
  if (world.refs.get(`refs/heads/${branch}`) === undefined) throw new Refusal(404, 'Branch not found');
  return branch;
}

function protectionOf(call: Call, world: World): Protection {
  const found = world.protections.get(branchOf(call, world));
  if (!found) throw new Refusal(404, 'Branch not protected');
  return found;
}

/** GitHub wraps what is only on or off. */
function shown(protection: Protection): object {
  const wrapped = Object.entries(protection).flatMap(([name, value]) => {
    if (value === null) return [];
    return [[name, typeof value === 'boolean' ? { enabled: value } : value] as const];
  });
  return Object.fromEntries(wrapped);
}
