import type { Guard } from '../../core/repository/guard.ts';
import type { Api } from '../api.ts';
import { rulesetMode } from './_ruleset-mode.ts';

/**
 * Requires a check that nobody has reported yet: what was green a minute ago can't be merged, and an old success has
 * another context. A pull request is let through by Shipmate merging it, or by a success on its head.
 */
export function createRulesetMode(api: Api): Guard {
  const app = api.appId;
  return rulesetMode(api, {
    rules: ({ context }) => [
      {
        type: 'required_status_checks',
        parameters: {
          strict_required_status_checks_policy: false,
          // A branch that is cut during the freeze has no statuses of its own.
          do_not_enforce_on_create: true,
          required_status_checks: [{ context, ...(app !== undefined && { integration_id: app }) }],
        },
      },
    ],
    holds: (rules, { context }) =>
      rules.some(({ checks }) =>
        checks.some((check) => check.context === context && (app === undefined || check.app === app)),
      ),
    weakness:
      app === undefined
        ? ['anybody who may write commit statuses can open it: GitHub keeps a check to one reporter only for an App']
        : [],
  });
}
