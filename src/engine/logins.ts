import type { Playbook } from '../core/playbook/playbook.ts';
import type { Directory, Roles } from '../core/ports.ts';

/** Who is who at the repository's host: `people` of the playbook, whose keys are e-mail addresses or Slack ids. */
export function createLogins(directory: Directory, members: Roles['members']): Pick<Roles, 'login' | 'logins'> {
  const loginsOf = async (playbook: Playbook, users: readonly string[]): Promise<readonly string[]> => {
    const known = await Promise.all(
      Object.entries(playbook.people).map(async ([person, login]) => {
        const same = users.includes(person) || users.includes((await idOf(person)) ?? '');
        return same ? [login] : [];
      }),
    );
    return known.flat();
  };
  const idOf = async (person: string): Promise<string | undefined> =>
    person.includes('@') ? directory.userByEmail(person) : person;

  return {
    async login(playbook, user) {
      const id = await idOf(user);
      const [login] = await loginsOf(playbook, id === undefined ? [user] : [user, id]);
      return login ?? null;
    },

    async logins(playbook, role, now) {
      const all = await members(playbook, role, now);
      return loginsOf(playbook, [...all.members, ...all.deputies]);
    },
  };
}
