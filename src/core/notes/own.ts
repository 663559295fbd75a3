import type { Playbook } from '../playbook/playbook.ts';

/** What the process itself brings about, and is no news for anybody. */
export interface Own {
  isBranch(name: string): boolean;
  isCommit(subject: string): boolean;
}

/** The message of the commit that writes the notes of a version into the changelog. */
export const CHANGELOG_COMMIT = 'docs: release notes for v<version>';

/** The title of the pull request of a release, where the playbook gives none. */
export const RELEASE_TITLE = 'Release v<version>';

/** By the patterns of a playbook, for any version, folder or name. */
export function ownOf({ branches, types, version }: Playbook): Own {
  const all = [...Object.values(branches), ...Object.values(types).flatMap(({ branch }) => branch ?? [])];
  const names = all.map(({ pattern }) => matcher(pattern));
  const messages = [version.commit, CHANGELOG_COMMIT, RELEASE_TITLE].map(matcher);
  return {
    isBranch: (name) => names.some((pattern) => pattern.test(name)),
    isCommit: (subject) => messages.some((pattern) => pattern.test(subject)),
  };
}

/** The first line of a pattern, where each `<word>` may stand for anything; a squash puts its number behind it. */
function matcher(pattern: string): RegExp {
  const [line = ''] = pattern.split('\n', 1);
  const literals = line.split(/<[a-z-]+>/).map((text) => text.replaceAll(/[$()*+.?[\\\]^{|}-]/g, '\\$&'));
  return new RegExp(`^${literals.join('\\S.*?')}(?: \\(#\\d+\\))?$`);
}
