import { messageOf } from '../core/errors.ts';
import type { Playbook, Role } from '../core/playbook/playbook.ts';
import type { Directory, Log, Members, Roles } from '../core/ports.ts';
import { toInstant } from '../core/time/zone.ts';
import { createLogins } from './logins.ts';

/** Roles on top of a workspace's directory. Nothing is kept here: what a role means is asked when it matters. */
export function createRoles(directory: Directory, log: Log): Roles {
  const members = (playbook: Playbook, name: string, now: number): Promise<Members> => {
    const role = playbook.roles[name];
    if (!role) throw new Error(`the playbook has no role \`${name}\``);
    return resolve({ playbook, role, now }, directory, [name]);
  };
  return {
    members,
    ...createLogins(directory, members),

    async of(playbook, user, now) {
      const names = Object.keys(playbook.roles);
      // All at once: a click has three seconds, and a directory that does not answer takes its time for each.
      const held = await Promise.all(
        names.map((name) =>
          holdsRole({ playbook, name, now }, user, { members, directory }).catch((error: unknown) => {
            // What can't be resolved authorises nobody.
            log.warn('a role could not be resolved', { role: name, error: messageOf(error) });
            return false;
          }),
        ),
      );
      return names.filter((_name, index) => held[index]);
    },
  };
}

interface Held {
  readonly playbook: Playbook;
  readonly name: string;
  readonly now: number;
}

async function holdsRole(
  { playbook, name, now }: Held,
  user: string,
  { members, directory }: { members: Roles['members']; directory: Directory },
): Promise<boolean> {
  // The CLI knows people by address, so that it can act while Slack is down.
  if (user.includes('@')) {
    const role = playbook.roles[name];
    const listed = [...(role?.people ?? []), ...(role?.deputies ?? [])];
    if (listed.includes(user)) return true;
  }
  const id = user.includes('@') ? await directory.userByEmail(user) : user;
  if (id === undefined || !(await directory.isMember(id))) return false;
  const all = await members(playbook, name, now);
  return all.members.includes(id) || all.deputies.includes(id);
}

interface Asked {
  readonly playbook: Playbook;
  readonly role: Role;
  readonly now: number;
}

async function resolve(
  { playbook, role, now }: Asked,
  directory: Directory,
  path: readonly string[],
): Promise<Members> {
  const deputies = await idsOf(role.deputies, directory);
  if (role.role !== undefined) {
    const other = playbook.roles[role.role];
    if (!other || path.includes(role.role))
      throw new Error(`role \`${path[0]}\` leads to \`${role.role}\` and no further`);
    const { members, deputies: theirs } = await resolve({ playbook, role: other, now }, directory, [
      ...path,
      role.role,
    ]);
    return { members, deputies: [...deputies, ...theirs] };
  }
  if (role.group !== undefined) return { members: (await directory.group(role.group)) ?? [], deputies };
  if (role.rotation)
    return { members: await idsOf([onDuty(role.rotation, playbook.timezone, now)], directory), deputies };
  return { members: await idsOf(role.people ?? [], directory), deputies };
}

/** Whose turn it is: turns begin at midnight of the zone, `everyMs` long. Before the first turn it is the first person's. */
export function onDuty(rotation: NonNullable<Role['rotation']>, zone: string, now: number): string {
  const { people, from, everyMs } = rotation;
  const turn = Math.max(0, Math.floor((now - toInstant(`${from}T00:00`, zone).at) / everyMs));
  return people[turn % people.length] ?? '';
}

async function idsOf(people: readonly string[], directory: Directory): Promise<readonly string[]> {
  const ids = await Promise.all(
    people.map((person) => (person.includes('@') ? directory.userByEmail(person) : person)),
  );
  return ids.filter((id) => id !== undefined);
}
