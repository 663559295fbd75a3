import { z } from 'zod';
import type { Api } from '../api.ts';

/** Somebody whom a ruleset lets past. */
export type Actor = z.output<typeof Actor>;
export const Actor = z
  .object({ actor_type: z.string(), actor_id: z.int().nullish(), bypass_mode: z.string().default('always') })
  .transform(({ actor_type, actor_id, bypass_mode }) => ({
    type: actor_type,
    id: actor_id ?? null,
    mode: bypass_mode,
  }));

const Account = z.object({ id: z.int() });

/** Shipmate itself: its own merges pass a freeze. The owner of a token is asked for, since a token does not tell. */
export async function ourselves(api: Api): Promise<Actor> {
  if (api.appId !== undefined) return { type: 'Integration', id: api.appId, mode: 'always' };
  const { id } = await api.read('GET /user', {}, Account);
  return { type: 'User', id, mode: 'always' };
}

export const written = ({ type, id, mode }: Actor): object => ({ actor_type: type, actor_id: id, bypass_mode: mode });

export const isSame = (a: Actor, b: Actor): boolean => a.type === b.type && a.id === b.id;

/** GitHub has no names for these, only numbers. */
const ROLES: Readonly<Record<number, string>> = { 2: 'maintain', 4: 'write', 5: 'admin' };

const Teams = z.array(z.object({ id: z.int(), slug: z.string() }));

/** As a person would call them. Teams are looked up, and only when there are any. */
export async function named(api: Api, actors: readonly Actor[]): Promise<readonly string[]> {
  const teams = actors.some(({ type }) => type === 'Team')
    ? await api.list('GET /repos/{owner}/{repo}/teams', {}, Teams)
    : [];
  return actors.map((actor) => {
    const slug = teams.find(({ id }) => actor.type === 'Team' && id === actor.id)?.slug;
    const how = actor.mode === 'pull_request' ? ', by pull requests only' : '';
    return `${slug === undefined ? nameOf(actor) : `the team ${slug}`}${how}`;
  });
}

function nameOf({ type, id }: Actor): string {
  switch (type) {
    case 'RepositoryRole':
      return `everybody with the role ${ROLES[id ?? 0] ?? `number ${id}`}`;
    case 'OrganizationAdmin':
      return 'the owners of the organization';
    case 'Integration':
      return `the App number ${id}`;
    case 'DeployKey':
      return 'every deploy key';
    default:
      return `${type} number ${id}`;
  }
}
