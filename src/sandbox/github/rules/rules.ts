import { fields, list, word } from '../../http.ts';
import type { Report } from '../checks/reports.ts';
import { accountOf } from '../logins.ts';
import { opinions, type Pull } from '../pulls/pull.ts';
import type { World } from '../world.ts';
import { ownersMissing } from './code-owners.ts';
import { protectionAsRuleset } from './protection.ts';
import { isAbout, type Rule, type Ruleset } from './ruleset.ts';

export interface Actor {
  readonly login: string;
  /** Of the App behind the call. */
  readonly appId: number | null;
}

/** A ref that somebody wants to have elsewhere. */
export interface Attempt {
  readonly ref: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly by: Actor;
  /** `merge` is a direct call; what merges by itself, or by a queue, gets past nothing. */
  readonly way: 'push' | 'merge' | 'auto-merge' | 'queue';
  readonly pull?: Pull;
}

/** What every rule of the branch or tag has against it, in GitHub's words; nothing when it may go ahead. */
export async function violations(world: World, attempt: Attempt): Promise<readonly string[]> {
  const found: string[] = [];
  for (const ruleset of rulesetsFor(world, attempt.ref)) {
    if (mayBypass(ruleset, attempt)) continue;
    for (const rule of ruleset.rules) found.push(...(await breaks(world, rule, attempt)));
  }
  return [...new Set(found)];
}

/** Those that are switched on and speak of this ref; classic protection is one of them. */
export function rulesetsFor(world: World, ref: string): readonly Ruleset[] {
  const classic = world.protections.get(ref.replace('refs/heads/', ''));
  const active = [...world.rulesets.values()].filter((set) => isAbout(set, ref, world.repository.defaultBranch));
  return classic ? [...active, protectionAsRuleset(ref, classic)] : active;
}

export function rulesFor(world: World, ref: string): readonly Rule[] {
  return rulesetsFor(world, ref).flatMap(({ rules }) => rules);
}

/** GitHub's numbers of the roles. */
const ROLES: Readonly<Record<number, readonly string[]>> = {
  2: ['maintain', 'admin'],
  4: ['write', 'maintain', 'admin'],
  5: ['admin'],
};

function mayBypass({ bypass }: Ruleset, { by, way }: Attempt): boolean {
  if (way === 'auto-merge' || way === 'queue') return false;
  const { id, role } = accountOf(by.login);
  return bypass.some((actor) => {
    if (actor.bypass_mode === 'pull_request' && way !== 'merge') return false;
    if (actor.actor_type === 'Integration') return by.appId !== null && actor.actor_id === by.appId;
    if (by.appId !== null) return false;
    if (actor.actor_type === 'RepositoryRole') return ROLES[actor.actor_id ?? 0]?.includes(role) ?? false;
    if (actor.actor_type === 'OrganizationAdmin') return role === 'admin';
    return actor.actor_type === 'User' && actor.actor_id === id;
  });
}

async function breaks(world: World, rule: Rule, attempt: Attempt): Promise<readonly string[]> {
  const { before, after, way, pull } = attempt;
  if (after === null) return rule.type === 'deletion' ? ['Cannot delete this protected ref.'] : [];
  if (before === null && !['creation', 'required_status_checks'].includes(rule.type)) return [];
  switch (rule.type) {
    case 'creation':
      return before === null ? ['Cannot create ref due to creations being restricted.'] : [];
    case 'update':
      return ['Cannot update this protected ref.'];
    case 'non_fast_forward':
      // A merge always goes forward.
      if (way !== 'push' || before === null || (await world.history.isAncestor(before, after))) return [];
      return ['Cannot force-push to this branch.'];
    case 'merge_queue':
      return way === 'queue' ? [] : ['Changes must be made through the merge queue'];
    case 'pull_request':
      return pull ? reviewsMissing(world, rule, pull) : ['Changes must be made through a pull request.'];
    case 'required_status_checks':
      return checksMissing(world, rule, attempt);
    default:
      return [];
  }
}

async function checksMissing(
  world: World,
  rule: Rule,
  { before, after, way, pull }: Attempt,
): Promise<readonly string[]> {
  if (before === null && rule.parameters.do_not_enforce_on_create === true) return [];
  // A queue looks at the group that it has built, everyone else at the head of the pull request.
  const sha = pull && way !== 'queue' ? pull.head.sha : after;
  const reports = sha === null ? [] : world.reports.of(sha);
  const missing = requiredChecks(rule).flatMap((check) => {
    const problem = problemWith(reports, check);
    return problem === null ? [] : [`Required status check "${check.context}" is ${problem}.`];
  });
  if (rule.parameters.strict_required_status_checks_policy !== true || !pull || way === 'queue' || before === null) {
    return missing;
  }
  const isUpToDate = await world.history.isAncestor(before, pull.head.sha);
  return isUpToDate ? missing : [...missing, 'The head branch is not up to date with the base branch.'];
}

export interface RequiredCheck {
  readonly context: string;
  /** Whose word alone counts. */
  readonly integrationId: number | null;
}

export function requiredChecks({ parameters }: Rule): readonly RequiredCheck[] {
  return list(parameters.required_status_checks).map((entry) => {
    const { context, integration_id: id } = fields(entry);
    return { context: word(context), integrationId: typeof id === 'number' ? id : null };
  });
}

/** Null when it passed. A check that nobody has reported is expected, and keeps everything out. */
export function problemWith(
  reports: readonly Report[],
  { context, integrationId }: RequiredCheck,
): 'expected' | 'in progress' | 'failing' | null {
  const said = reports.filter(
    (report) =>
      report.context.toLowerCase() === context.toLowerCase() &&
      (integrationId === null || report.appId === integrationId),
  );
  if (said.length === 0) return 'expected';
  if (said.some(({ outcome }) => outcome === 'fail')) return 'failing';
  return said.some(({ outcome }) => outcome === 'pending') ? 'in progress' : null;
}

async function reviewsMissing(world: World, { parameters }: Rule, pull: Pull): Promise<readonly string[]> {
  const wanted = Number(parameters.required_approving_review_count ?? 0);
  const said = opinions(pull).filter(({ login }) => accountOf(login).role !== 'read');
  const approvals = said.filter(({ state }) => state === 'APPROVED').map(({ login }) => login);
  const owners = parameters.require_code_owner_review === true ? await ownersMissing(world, pull, approvals) : [];
  return [
    ...(said.some(({ state }) => state === 'CHANGES_REQUESTED') && wanted > 0 ? ['Changes have been requested.'] : []),
    ...(approvals.length < wanted
      ? [`At least ${wanted} approving review${wanted > 1 ? 's are' : ' is'} required by reviewers with write access.`]
      : []),
    ...(owners.length > 0 ? [`Waiting on code owner review from ${owners.join(', ')}.`] : []),
  ];
}
