import type { Playbook } from '../core/playbook/playbook.ts';
import type { Log, Roles } from '../core/ports.ts';
import type { ReleaseView } from '../core/release/release.ts';
import type { Mentions } from './blocks/people.ts';

export interface PeopleParts {
  readonly roles: Roles;
  readonly log: Log;
  /** Business time. */
  now(): number;
}

/**
 * Looks up who is behind these roles. Never throws: what can't be told now is left out, and the role's name stands
 * for it, since a card without names is better than no card.
 */
export async function mentionsOf(playbook: Playbook, roles: Iterable<string>, parts: PeopleParts): Promise<Mentions> {
  const known = [...new Set(roles)].filter((role) => role in playbook.roles);
  const found = await Promise.all(
    known.map(async (role): Promise<readonly [string, readonly string[]]> => {
      try {
        const { members, deputies } = await parts.roles.members(playbook, role, parts.now());
        return [role, members.length > 0 ? members : deputies];
      } catch (error) {
        parts.log.warn('a role could not be resolved', { playbook: playbook.playbook, role, error });
        return [role, []];
      }
    }),
  );
  return new Map(found);
}

/** Of every role that the drawing of a release may name. */
export function mentionsOfRelease(view: ReleaseView, parts: PeopleParts): Promise<Mentions> {
  const steps = view.runs.filter(({ status }) => status === 'running').flatMap((run) => run.steps);
  const roles = [
    ...steps
      .filter(({ status }) => status === 'waiting' || status === 'stopped')
      .flatMap(({ owner, ask }) => [owner, ...(ask?.of ?? []), ...(ask?.answers.flatMap((answer) => answer.of) ?? [])]),
    ...view.unsure.flatMap(({ owner, of }) => [owner, ...of]),
    ...view.followUps.map(({ owner }) => owner),
  ];
  return mentionsOf(view.plan.playbook, roles, parts);
}
