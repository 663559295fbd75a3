import { z } from 'zod';
import type { Api } from './api.ts';

/** A check that has to succeed before a branch moves. */
export interface RequiredCheck {
  readonly context: string;
  /** The number of the App that must report it; null when anybody may. */
  readonly app: number | null;
}

/** One rule that is in force for a branch, whichever ruleset it comes from. */
export interface BranchRule {
  readonly type: string;
  readonly ruleset: number | undefined;
  readonly checks: readonly RequiredCheck[];
}

const Check = z
  .object({ context: z.string(), integration_id: z.int().nullish() })
  .transform(({ context, integration_id }): RequiredCheck => ({ context, app: integration_id ?? null }));

const Rules = z.array(
  z
    .object({
      type: z.string(),
      ruleset_id: z.int().optional(),
      parameters: z.object({ required_status_checks: z.array(Check).optional() }).optional(),
    })
    .transform(
      ({ type, ruleset_id, parameters }): BranchRule => ({
        type,
        ruleset: ruleset_id,
        checks: parameters?.required_status_checks ?? [],
      }),
    ),
);

/**
 * The rules of rulesets that are in force for a branch, which need not exist. A pattern (`release/*`) is asked about by
 * a name that it matches.
 */
export function branchRules(api: Api, branch: string): Promise<readonly BranchRule[]> {
  const name = branch.replaceAll(/\*+/g, 'shipmate');
  return api.list('GET /repos/{owner}/{repo}/rules/branches/{branch}', { branch: name }, Rules);
}

const Branch = z.object({
  protection: z
    .object({
      required_status_checks: z
        .object({
          contexts: z.array(z.string()).default([]),
          checks: z.array(z.object({ context: z.string(), app_id: z.int().nullish() })).default([]),
        })
        .nullish(),
    })
    .nullish(),
});

/** Every check that a branch asks for, by its rulesets and by its classic protection. */
export async function requiredChecks(api: Api, branch: string): Promise<readonly RequiredCheck[]> {
  const [rules, found] = await Promise.all([
    branchRules(api, branch),
    api.find('GET /repos/{owner}/{repo}/branches/{branch}', { branch }, Branch),
  ]);
  const classic = found?.protection?.required_status_checks;
  const pinned = (classic?.checks ?? []).map(({ context, app_id }) => ({ context, app: appOf(app_id) }));
  const bare = (classic?.contexts ?? []).filter((name) => pinned.every(({ context }) => context !== name));
  return [...rules.flatMap(({ checks }) => checks), ...pinned, ...bare.map((context) => ({ context, app: null }))];
}

/** Classic protection writes -1 for "anybody". */
const appOf = (id: number | null | undefined): number | null => (id === undefined || id === -1 ? null : id);
