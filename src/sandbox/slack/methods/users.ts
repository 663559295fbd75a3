import { BOT, GROUPS, type Person, TEAM } from '../people.ts';
import { isTrue, type Method, Refusal, required } from './_method.ts';
import { page } from './conversations.ts';

export const users: Readonly<Record<string, Method>> = {
  'users.info': {
    tier: 4,
    token: 'bot',
    run(args, { workspace }) {
      const id = required(args, 'user');
      const found = workspace.people.find((person) => person.id === id);
      if (found) return { user: personAsSlack(found) };
      if (id === BOT.userId) return { user: botAsSlack() };
      throw new Refusal('user_not_found');
    },
  },

  'users.list': {
    tier: 2,
    token: 'bot',
    run(args, { workspace }) {
      const { items, cursor } = page([...workspace.people.map(personAsSlack), botAsSlack()], args, 200);
      return { members: items, response_metadata: { next_cursor: cursor } };
    },
  },

  'users.lookupByEmail': {
    tier: 3,
    token: 'bot',
    run(args, { workspace }) {
      const email = required(args, 'email').toLowerCase();
      const found = workspace.people.find((person) => person.email === email);
      if (!found) throw new Refusal('users_not_found');
      return { user: personAsSlack(found) };
    },
  },

  'usergroups.list': {
    tier: 2,
    token: 'bot',
    run: (args) => ({
      usergroups: GROUPS.map(({ id, handle, name, users: members }) => ({
        id,
        team_id: TEAM.id,
        is_usergroup: true,
        handle,
        name,
        date_delete: 0,
        user_count: members.length,
        ...(isTrue(args.include_users) && { users: members }),
      })),
    }),
  },

  'usergroups.users.list': {
    tier: 2,
    token: 'bot',
    run(args) {
      const group = GROUPS.find(({ id }) => id === required(args, 'usergroup'));
      if (!group) throw new Refusal('no_such_subteam');
      return { users: group.users };
    },
  },
};

function personAsSlack({ id, name, realName, title, email, timezone }: Person): Readonly<Record<string, unknown>> {
  return {
    id,
    team_id: TEAM.id,
    name,
    real_name: realName,
    deleted: false,
    is_bot: false,
    is_restricted: false,
    is_ultra_restricted: false,
    tz: timezone,
    profile: { real_name: realName, display_name: name, title, email },
  };
}

function botAsSlack(): Readonly<Record<string, unknown>> {
  const { userId, name, realName } = BOT;
  return { id: userId, team_id: TEAM.id, name, real_name: realName, deleted: false, is_bot: true, profile: {} };
}
