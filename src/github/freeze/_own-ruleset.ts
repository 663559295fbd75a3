import { z } from 'zod';
import { DidNotHappen, UserError } from '../../core/errors.ts';
import type { Freeze } from '../../core/repository/guard.ts';
import type { Api, Refusal } from '../api.ts';
import { Actor } from './_bypass.ts';

/** The one ruleset of a playbook that Shipmate owns. */
export interface OwnRuleset {
  readonly id: number;
  readonly enforcement: string;
  readonly url: string | undefined;
  /** Undefined when GitHub does not tell us. */
  readonly bypass: readonly Actor[] | undefined;
}

/** Read by a person who has GitHub in front of them and no Shipmate: it says what to do. */
export function rulesetName(playbook: string): string {
  return `Shipmate freeze: ${playbook} (to lift it by hand, set Enforcement to Disabled)`;
}

const Ruleset = z
  .object({
    id: z.int(),
    enforcement: z.string(),
    bypass_actors: z.array(Actor).nullish(),
    _links: z.object({ html: z.object({ href: z.string() }).nullish() }).optional(),
  })
  .transform(
    ({ id, enforcement, bypass_actors, _links }): OwnRuleset => ({
      id,
      enforcement,
      url: _links?.html?.href,
      bypass: bypass_actors ?? undefined,
    }),
  );

/** By the id of the last time, else by its name: whoever lost the id must not make a second one. */
export async function findOwn(api: Api, { rule, playbook }: Freeze): Promise<OwnRuleset | undefined> {
  const known = rule === undefined ? undefined : await readOwn(api, rule);
  if (known) return known;
  const named = await idByName(api, playbook);
  return named === undefined ? undefined : readOwn(api, named);
}

export function readOwn(api: Api, id: number): Promise<OwnRuleset | undefined> {
  return api.find('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', { ruleset_id: id }, Ruleset);
}

const Names = z.array(z.object({ id: z.int(), name: z.string() }));

async function idByName(api: Api, playbook: string): Promise<number | undefined> {
  const all = await api.list('GET /repos/{owner}/{repo}/rulesets', { includes_parents: false }, Names);
  return all.find(({ name }) => name === rulesetName(playbook))?.id;
}

const Written = z.object({ id: z.int() });

/** Changes the ruleset, however it is found, and returns its id; undefined when there is none. */
export async function changeOwn(api: Api, freeze: Freeze, body: object): Promise<number | undefined> {
  const put = (id: number) =>
    api.attempt('PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}', { ruleset_id: id, ...body }, Written);
  if (freeze.rule !== undefined) {
    const known = await put(freeze.rule);
    if ('done' in known) return freeze.rule;
    if (known.refused.status !== 404) throw refusal(known.refused);
  }
  const named = await idByName(api, freeze.playbook);
  if (named === undefined) return undefined;
  const changed = await put(named);
  if ('refused' in changed) throw refusal(changed.refused);
  return named;
}

export async function createOwn(api: Api, body: object): Promise<number> {
  const made = await api.attempt('POST /repos/{owner}/{repo}/rulesets', { target: 'branch', ...body }, Written);
  if ('refused' in made) throw refusal(made.refused);
  return made.done.id;
}

const LESS = '`mode: status`, which needs only `Commit statuses: write`, or `mode: announce`, which needs nothing';

/** GitHub hides a missing right behind a 404, and tells a plan that is too small by a 403. */
function refusal({ status, words }: Refusal): Error {
  if (status === 403 && /\b(upgrade|plan|make this repository public)\b/i.test(words)) {
    return new UserError('github_plan', `GitHub has no rulesets for this repository: ${words}`, {
      fix: `Ask its owner for a plan that has them, or choose ${LESS}.`,
    });
  }
  if (status === 403 || status === 404) {
    return new UserError('github_right', `GitHub does not let Shipmate write the ruleset of a freeze: ${words}`, {
      fix: `That takes \`Administration: write\`. Without it choose ${LESS}.`,
    });
  }
  return new DidNotHappen(`GitHub refused the ruleset of the freeze: ${words}`);
}
