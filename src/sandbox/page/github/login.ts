import { LOGINS } from '../../github/logins.ts';
import type { Person } from '../../slack/people.ts';

/** Who this person is at GitHub. */
export function loginOf({ name }: Pick<Person, 'name'>): string {
  return LOGINS.get(name) ?? name;
}
