import type { Playbook } from '../playbook/playbook.ts';
import { listed } from '../text.ts';
import { formatLocal, toLocal, WEEKDAYS, weekdayOf } from '../time/zone.ts';

/** `Thu 2026-03-05 17:00 EST (Thu 22:00 UTC)` */
export function bothZones(at: number, zone: string): string {
  const [date = '', time] = toLocal(at, 'Etc/UTC').split('T');
  return `${formatLocal(at, zone)} (${WEEKDAYS[weekdayOf(date)]} ${time} UTC)`;
}

/** Each role once: `lead and qa`. */
export function rolesOf(names: readonly string[]): string {
  return listed([...new Set(names)]);
}

/** Who is behind a role, as the playbook has it. */
export function behind(name: string, { roles }: Playbook): string {
  const { people, group, rotation, role, deputies = [] } = roles[name] ?? {};
  const members = people?.join(', ') ?? (group && `@${group}`) ?? (rotation && `in turn ${rotation.people.join(', ')}`);
  const deputy = deputies.length > 0 ? `; deputies ${deputies.join(', ')}` : '';
  return `${members ?? `as ${role}`}${deputy}`;
}
