import type { Commit, Signature } from './git/commits.ts';
import { ACCOUNTS, type Account, APP, accountOf } from './logins.ts';
import type { World } from './world.ts';

type Shown = Readonly<Record<string, unknown>>;

export const time = (at: number): string => new Date(Math.floor(at / 1000) * 1000).toISOString().replace('.000', '');

export function shownUser(login: string): Shown {
  const { id } = accountOf(login);
  return { login, id, node_id: `U_${id}`, type: login.endsWith('[bot]') ? 'Bot' : 'User', site_admin: false };
}

export function shownRepository({ repository, urls }: World): Shown {
  const { id, owner, name, fullName, defaultBranch } = repository;
  return {
    id,
    node_id: `R_${id}`,
    name,
    full_name: fullName,
    private: true,
    fork: false,
    owner: { login: owner, id: 900, type: 'Organization' },
    html_url: `${urls.web}/${fullName}`,
    url: `${urls.api}/repos/${fullName}`,
    clone_url: `${urls.web}/${fullName}.git`,
    default_branch: defaultBranch,
    visibility: 'private',
    archived: false,
    disabled: false,
    allow_merge_commit: true,
    allow_squash_merge: true,
    allow_rebase_merge: true,
    allow_auto_merge: true,
    delete_branch_on_merge: false,
  };
}

/** Somebody's account by the address that they commit with. */
export function accountBehind(email: string): Account | undefined {
  return ACCOUNTS.find((account) => account.email === email) ?? (email === botEmail ? accountOf(APP.login) : undefined);
}

const botEmail = `${APP.login}@users.noreply.github.com`;

export function shownCommit(world: World, commit: Commit): Shown {
  const { sha, tree, parents, author, committer, message } = commit;
  const { fullName } = world.repository;
  const login = (who: Signature): Shown | null => {
    const account = accountBehind(who.email);
    return account ? shownUser(account.login) : null;
  };
  return {
    sha,
    node_id: `C_${sha}`,
    html_url: `${world.urls.web}/${fullName}/commit/${sha}`,
    url: `${world.urls.api}/repos/${fullName}/commits/${sha}`,
    commit: {
      message,
      tree: { sha: tree },
      author: shownSignature(author),
      committer: shownSignature(committer),
      verification: { verified: false, reason: 'unsigned' },
    },
    author: login(author),
    committer: login(committer),
    parents: parents.map((parent) => ({ sha: parent })),
  };
}

export function shownSignature({ name, email, at }: Signature): Shown {
  return { name, email, date: time(at) };
}

export function signatureOf(login: string, at: number): Signature {
  const { name, email } = accountOf(login);
  return { name, email, at };
}
