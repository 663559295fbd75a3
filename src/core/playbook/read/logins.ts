import { checked, shown } from '../names.ts';
import type { Playbook } from '../playbook.ts';
import { Person } from './people.ts';
import type { Place } from './place.ts';

const Login = checked('a login', (value) =>
  /^[a-z\d][a-z\d_-]{0,38}$/i.test(value)
    ? undefined
    : `${shown(value)} is no login: write the name of the account at GitHub, without \`@\``,
);

/** Who is who at the repository's host. Two people with one login would count as two where only one has looked. */
export function readLogins(place: Place): Playbook['people'] {
  const owners = new Map<string, string>();
  const people = place.entries().flatMap(([person, at]) => {
    const known = Person.safeParse(person);
    if (!known.success) at.refuse(known.error.issues[0]?.message ?? '');
    const login = place.maybe(person, Login);
    if (login === undefined) return [];
    const other = owners.get(login.toLowerCase());
    if (other !== undefined) at.refuse(`${shown(login)} is the login of ${shown(other)} already`);
    owners.set(login.toLowerCase(), person);
    return [[person, login] as const];
  });
  return Object.fromEntries(people);
}
