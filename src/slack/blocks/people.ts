import { listed } from '../../core/text.ts';
import { plainLine } from './limits.ts';

/** The Slack user ids behind each role, as far as they could be told. Roles that are missing are shown by name. */
export type Mentions = ReadonlyMap<string, readonly string[]>;

const NAMED = 4;

/** A person as a mention; an e-mail address (an order from the command line) as it is. */
export function person(id: string): string {
  return /^[UW][A-Z0-9]+$/.test(id) ? `<@${id}>` : plainLine(id, 100);
}

/** mrkdwn: `qa (<@U1>, <@U2>)`; `anyone` stays a word. */
export function rolesInWords(roles: readonly string[], mentions: Mentions): string {
  return listed(
    [...new Set(roles)].map((role) => {
      const ids = mentions.get(role) ?? [];
      if (ids.length === 0) return role === 'anyone' ? 'anyone' : `\`${plainLine(role, 60)}\``;
      const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
      return `${plainLine(role, 60)} (${ids.slice(0, NAMED).map(person).join(', ')}${more})`;
    }),
    'or',
  );
}

/** The people of these roles, called by name; a role nobody could be found for is written out. */
export function called(roles: readonly string[], mentions: Mentions): string {
  const words = roles
    .filter((role) => role !== 'anyone')
    .flatMap((role) => mentions.get(role)?.map(person) ?? [`\`${plainLine(role, 60)}\``]);
  return [...new Set(words)].join(' ');
}
