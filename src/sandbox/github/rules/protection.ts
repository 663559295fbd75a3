import { fields, list } from '../../http.ts';
import type { Protection } from '../world.ts';
import type { Rule, Ruleset } from './ruleset.ts';

const ADMIN_ROLE = 5;

/** Classic protection says the same things in other words. */
export function protectionAsRuleset(ref: string, protection: Protection): Ruleset {
  return {
    id: 0,
    name: 'classic protection',
    target: 'branch',
    enforcement: 'active',
    bypass: isOn(protection.enforce_admins)
      ? []
      : [{ actor_type: 'RepositoryRole', actor_id: ADMIN_ROLE, bypass_mode: 'always' }],
    include: [ref],
    exclude: [],
    rules: rulesOf(protection),
    createdAt: 0,
    updatedAt: 0,
  };
}

function rulesOf(protection: Protection): readonly Rule[] {
  const { required_status_checks: checks, required_pull_request_reviews: reviews } = protection;
  const plain = (type: string): Rule => ({ type, parameters: {} });
  return [
    ...(checks ? [requiredChecks(fields(checks))] : []),
    ...(reviews ? [{ type: 'pull_request', parameters: reviewParameters(fields(reviews)) }] : []),
    ...(isOn(protection.allow_deletions) ? [] : [plain('deletion')]),
    ...(isOn(protection.allow_force_pushes) ? [] : [plain('non_fast_forward')]),
    ...(isOn(protection.lock_branch) ? [plain('update')] : []),
  ];
}

function requiredChecks({ strict, contexts, checks }: Readonly<Record<string, unknown>>): Rule {
  const named = list(contexts).map((context) => ({ context }));
  const pinned = list(checks).map((check) => ({
    context: fields(check).context,
    integration_id: fields(check).app_id,
  }));
  return {
    type: 'required_status_checks',
    parameters: {
      strict_required_status_checks_policy: strict === true,
      do_not_enforce_on_create: true,
      required_status_checks: pinned.length > 0 ? pinned : named,
    },
  };
}

function reviewParameters(reviews: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {
    required_approving_review_count: reviews.required_approving_review_count ?? 1,
    require_code_owner_review: reviews.require_code_owner_reviews === true,
    dismiss_stale_reviews_on_push: reviews.dismiss_stale_reviews === true,
  };
}

/** Some of them are `true`, some `{ enabled: true }`. */
function isOn(value: unknown): boolean {
  return value === true || fields(value).enabled === true;
}
