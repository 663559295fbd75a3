import type { Guard } from '../../core/repository/guard.ts';
import type { Api } from '../api.ts';
import { rulesetMode } from './_ruleset-mode.ts';

/** Nobody but Shipmate moves the branches, whatever is said about a commit: a pull request is let through by merging it. */
export function createLockMode(api: Api): Guard {
  return rulesetMode(api, {
    rules: () => [{ type: 'update' }],
    holds: (rules, _freeze, ours) => rules.some(({ type, ruleset }) => type === 'update' && ruleset === ours),
    weakness: [],
  });
}
