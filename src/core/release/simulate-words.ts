import { formatInTimeZone } from 'date-fns-tz';
import type { Playbook } from '../playbook/playbook.ts';
import { listed } from '../text.ts';
import { formatLocal } from '../time/zone.ts';

/** `Thu 2026-03-05 17:00 EST (Thu 22:00 UTC)` */
export function bothZones(at: number, zone: string): string {
  return `${formatLocal(at, zone)} (${formatInTimeZone(at, 'UTC', 'EEE HH:mm')} UTC)`;
}

/** `lead (rosa@kars.example) and qa (@kars-qa)`: each role once, with who is behind it. */
export function rolesOf(names: readonly string[], playbook: Playbook): string {
  return listed([...new Set(names)].map((name) => `${name}${behind(name, playbook)}`));
}

function behind(name: string, playbook: Playbook): string {
  const role = playbook.roles[name];
  if (role?.people) return ` (${role.people.join(', ')})`;
  if (role?.group) return ` (@${role.group})`;
  if (role?.rotation) return ` (in turn ${role.rotation.people.join(', ')})`;
  if (role?.role) return ` (as ${role.role})`;
  return '';
}
