import { ACTIONS_APP, APP } from '../logins.ts';
import type { World } from '../world.ts';

const ADMIN_ROLE = 5;

/** What the team itself asks of its branches. Its admins get past it, and so does the App that does its releases. */
const BRANCHES = [
  { branch: 'main', approvals: 1 },
  { branch: 'develop', approvals: 0 },
] as const;

export function plantRules(world: World): void {
  for (const { branch, approvals } of BRANCHES) {
    const id = world.nextId();
    world.rulesets.set(id, {
      id,
      name: `KARS: ${branch}`,
      target: 'branch',
      enforcement: 'active',
      bypass: [
        { actor_type: 'RepositoryRole', actor_id: ADMIN_ROLE, bypass_mode: 'always' },
        { actor_type: 'Integration', actor_id: APP.id, bypass_mode: 'always' },
      ],
      include: [`refs/heads/${branch}`],
      exclude: [],
      rules: [
        { type: 'deletion', parameters: {} },
        { type: 'non_fast_forward', parameters: {} },
        { type: 'pull_request', parameters: { required_approving_review_count: approvals } },
        { type: 'required_status_checks', parameters: { required_status_checks: CHECKS } },
      ],
      createdAt: 0,
      updatedAt: 0,
    });
  }
}

const CHECKS = ['test', 'lint'].map((context) => ({ context, integration_id: ACTIONS_APP.id }));
