import type { Playbook } from '../core/playbook/playbook.ts';
import type { AskItem } from '../core/release/ask.ts';
import { listed } from '../core/text.ts';
import { short } from './_places.ts';
import { type Glimpse, isSameLogin, type View } from './_pull-request.ts';

/** What an open pull request needs, one by one; it may be merged when all of it is `yes`. */
export function needsOf({ spec, playbook }: Pick<View, 'spec' | 'playbook'>, glimpse: Glimpse): readonly AskItem[] {
  const roles = spec['reviewed-by'].map((role) => roleNeed(role, glimpse, playbook));
  const draft = { key: 'draft', title: 'Ready for review', state: 'no', note: 'it is a draft' } as const;
  const own = [
    ...(glimpse.draft ? [draft] : []),
    ...roles,
    ...countNeed(spec.approvals, roles.length, glimpse),
    ...changesNeed(glimpse),
  ];
  // As long as the playbook's own approvals are missing, what the branch asks for says nothing new.
  return own.every(({ state }) => state === 'yes') ? [...own, ...rulesNeed(glimpse)] : own;
}

/** Who approved the newest commit; nobody approves what is their own. */
export function approversOf({ opinions, head, author }: Glimpse): readonly string[] {
  const approved = opinions.filter(({ state, commit }) => state === 'approved' && commit === head);
  return [...new Set(approved.map(({ login }) => login))].filter((login) => !isSameLogin(login, author));
}

function roleNeed(role: string, glimpse: Glimpse, playbook: Playbook): AskItem {
  const item = { key: `role-${role}`, title: role };
  const all = glimpse.logins[role] ?? [];
  const logins = all.filter((login) => !isSameLogin(login, glimpse.author));
  if (all.length === 0) return { ...item, state: 'no', note: noLogin(role, playbook) };
  if (logins.length === 0) {
    return {
      ...item,
      state: 'no',
      note: `only ${named(all)} has this role, and opened it: somebody else must approve`,
    };
  }
  const mine = ({ login }: { readonly login: string }): boolean => logins.some((other) => isSameLogin(login, other));
  const approver = approversOf(glimpse).find((login) => mine({ login }));
  const against = glimpse.opinions.find((opinion) => opinion.state === 'changes-requested' && mine(opinion));
  if (approver !== undefined) return { ...item, state: 'yes', note: `approved by ${named([approver])}` };
  if (against) return { ...item, state: 'no', note: `${named([against.login])} asks for changes` };
  const before = glimpse.opinions.find((opinion) => opinion.state === 'approved' && mine(opinion));
  const who = `waits for ${named(logins, 'or')}`;
  return { ...item, state: 'open', note: before ? `${approvedBefore(before)}; ${who}` : who };
}

function countNeed(wanted: number, roles: number, glimpse: Glimpse): readonly AskItem[] {
  if (wanted === 0 || (wanted <= 1 && roles > 0)) return [];
  const approvers = approversOf(glimpse);
  const before = glimpse.opinions.filter(
    ({ state, commit, login }) =>
      state === 'approved' && commit !== glimpse.head && !isSameLogin(login, glimpse.author),
  );
  const so = approvers.length === 0 ? 'none so far' : `by ${named(approvers)}`;
  const note = [so, ...before.map(approvedBefore)].join('; ');
  const title = wanted === 1 ? 'An approval' : `${wanted} approvals`;
  return [{ key: 'approvals', title, state: approvers.length >= wanted ? 'yes' : 'open', note }];
}

function changesNeed({ opinions }: Glimpse): readonly AskItem[] {
  const against = opinions.filter(({ state }) => state === 'changes-requested').map(({ login }) => login);
  if (against.length === 0) return [];
  const note = `asked for by ${named(against)}, who must approve or have it dismissed`;
  return [{ key: 'changes', title: 'Changes', state: 'no', note }];
}

/** What the branch itself asks for can be more than the playbook does. */
function rulesNeed({ decision }: Glimpse): readonly AskItem[] {
  if (decision === null || decision === 'approved') return [];
  const note = 'not met yet: they may ask for a code owner, or for more approvals';
  return [{ key: 'rules', title: 'Rules of the branch', state: 'open', note }];
}

const approvedBefore = ({ login, commit }: { readonly login: string; readonly commit: string }): string =>
  `${named([login])} approved ${short(commit)}, before the last push`;

/** Logins in code, so that none of them is taken for a person of the chat. */
export const named = (logins: readonly string[], last = 'and'): string =>
  listed(
    logins.map((login) => `\`${login}\``),
    last,
  );

/** Which entry is missing. A release keeps the playbook that it began with. */
function noLogin(role: string, { roles, people }: Playbook): string {
  const known = Object.keys(people).map((person) => person.toLowerCase());
  const unknown = membersIn(role, roles).filter((person) => !known.includes(person.toLowerCase()));
  const group = roles[role]?.group;
  const whom = group === undefined ? unknown.slice(0, 3) : [`<each of ${group}>`];
  const keys = whom.length === 0 ? ['<e-mail address>'] : whom;
  return `nobody here has a login: add \`people: { ${keys.map((key) => `${key}: <login>`).join(', ')} }\` to the playbook for the next release, and skip this step`;
}

function membersIn(role: string, roles: Playbook['roles'], depth = 0): readonly string[] {
  const { people = [], rotation, deputies = [], role: other } = roles[role] ?? {};
  const inner = other === undefined || depth > 9 ? [] : membersIn(other, roles, depth + 1);
  return [...people, ...(rotation?.people ?? []), ...deputies, ...inner];
}
