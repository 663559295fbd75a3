import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { TransientError } from '../core/errors.ts';
import type { Directory } from '../core/ports.ts';
import { failureOf, transient } from './failure.ts';
import { keep } from './kept.ts';

const User = z.object({
  id: z.string(),
  team_id: z.string().optional(),
  deleted: z.boolean().default(false),
  is_bot: z.boolean().default(false),
  is_restricted: z.boolean().default(false),
  is_ultra_restricted: z.boolean().default(false),
  is_stranger: z.boolean().default(false),
});
type User = z.output<typeof User>;

const Groups = z.array(
  z.object({ handle: z.string(), date_delete: z.number().default(0), users: z.array(z.string()).default([]) }),
);

/** Short enough that somebody who left a role loses it soon, long enough for Slack's limits. */
const KEEP_MS = { people: 60_000, groups: 30_000, team: 3_600_000 } as const;

/** Who is who, asked of Slack. Answers are kept for a minute at most; failures throw TransientError. */
export function createDirectory(client: WebClient, machine: () => number): Directory {
  const team = keep(KEEP_MS.team, machine, async () => {
    const { team_id } = await client.auth.test().catch((error: unknown) => {
      throw transient('tell its workspace', error);
    });
    if (team_id === undefined) throw new TransientError('Slack told no workspace');
    return team_id;
  });
  const isFullMember = async (user: User): Promise<boolean> =>
    !user.deleted &&
    !user.is_bot &&
    !user.is_restricted &&
    !user.is_ultra_restricted &&
    !user.is_stranger &&
    user.team_id === (await team.get(''));

  const byEmail = keep(KEEP_MS.people, machine, async (email) => {
    const user = await found('find a person by e-mail', 'users_not_found', () => client.users.lookupByEmail({ email }));
    return user && (await isFullMember(user)) ? user.id : undefined;
  });
  const members = keep(KEEP_MS.people, machine, async (id) => {
    const user = await found('tell who a person is', 'user_not_found', () => client.users.info({ user: id }));
    return user !== undefined && (await isFullMember(user));
  });
  const groups = keep(KEEP_MS.groups, machine, () => allGroups(client));

  return {
    userByEmail: (email) => byEmail.get(email.toLowerCase()),
    isMember: (user) => members.get(user),
    async group(handle) {
      const group = (await groups.get('')).find((one) => one.handle === handle && one.date_delete === 0);
      return group?.users;
    },
  };
}

async function found(
  doing: string,
  notFound: string,
  call: () => Promise<{ readonly user?: unknown }>,
): Promise<User | undefined> {
  try {
    return User.parse((await call()).user);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.what === 'refused' && failure.error === notFound) return undefined;
    throw transient(doing, error);
  }
}

/** One call for all groups with their people: asking group by group runs into the limit sooner. */
async function allGroups(client: WebClient): Promise<z.output<typeof Groups>> {
  try {
    const { usergroups } = await client.usergroups.list({ include_users: true });
    return Groups.parse(usergroups);
  } catch (error) {
    throw transient('list its user groups', error);
  }
}
