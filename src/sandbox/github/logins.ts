import { PEOPLE } from '../slack/people.ts';

/** Who Shipmate is at GitHub when it has a token instead of an App. */
export const MACHINE_USER = 'kars-machine';

export const APP = { id: 424242, slug: 'shipmate', login: 'shipmate[bot]', installation: 77001 } as const;

/** GitHub's own App behind Actions. */
export const ACTIONS_APP = { id: 15368, slug: 'github-actions' } as const;

const loginFor = (name: string): string => `${name}-kars`;

/** The login of each person of the sandbox's Slack, by the handle that they have there. */
export const LOGINS: ReadonlyMap<string, string> = new Map(PEOPLE.map(({ name }) => [name, loginFor(name)]));

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  readonly email: string;
  readonly role: 'admin' | 'maintain' | 'write' | 'read';
}

const ADMINS: ReadonlySet<string> = new Set(['devon', 'ana']);

/** Everybody who may push to the repository. */
export const ACCOUNTS: readonly Account[] = [
  ...PEOPLE.map(({ name, realName, email }, index): Account => {
    return {
      id: 5001 + index,
      login: loginFor(name),
      name: realName,
      email,
      role: ADMINS.has(name) ? 'admin' : 'write',
    };
  }),
  { id: 5100, login: MACHINE_USER, name: 'KARS machine', email: 'machine@kars.example', role: 'maintain' },
];

/** Anyone else is a stranger with a fork. */
export function accountOf(login: string): Account {
  const known = ACCOUNTS.find((account) => account.login === login);
  if (known) return known;
  const id = login === APP.login ? APP.id : 9000 + login.length;
  return { id, login, name: login.replace('[bot]', ''), email: `${login}@users.noreply.github.com`, role: 'read' };
}
