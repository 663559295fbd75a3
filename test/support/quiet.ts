import type { Log, Roles } from '../../src/core/ports.ts';

export interface RecordingLog extends Log {
  readonly lines: readonly { readonly level: string; readonly message: string; readonly details: object }[];
}

/** Keeps what is logged. */
export function recordingLog(): RecordingLog {
  const lines: { level: string; message: string; details: object }[] = [];
  const at =
    (level: string) =>
    (message: string, details: object = {}): void => {
      lines.push({ level, message, details });
    };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Roles as the playbook lists them: people only. */
export const listedRoles: Roles = {
  of: async (playbook, user) =>
    Object.entries(playbook.roles)
      .filter(([, { people, deputies }]) => people?.includes(user) || deputies.includes(user))
      .map(([name]) => name),
  members: async (playbook, role) => ({
    members: playbook.roles[role]?.people ?? [],
    deputies: playbook.roles[role]?.deputies ?? [],
  }),
  login: async ({ people }, user) => people[user] ?? null,
  logins: async ({ people, roles }, role) => (roles[role]?.people ?? []).flatMap((person) => people[person] ?? []),
};
