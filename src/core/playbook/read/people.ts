import { z } from 'zod';
import { parseDuration } from '../../time/duration.ts';
import { isDate } from '../../time/zone.ts';
import { checked, shown } from '../names.ts';
import type { Channel, Playbook, Reminder, Role } from '../playbook.ts';
import { Duration, Name, oneOrMore, Roles, Text } from '../words.ts';
import { explainKey, notYet } from './issues.ts';
import { LATER_CHANNELS } from './later.ts';
import type { Place } from './place.ts';
import { type Reading, refer } from './reading.ts';

export const Person = checked('a person', (value) =>
  /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value) || /^[UW][A-Z0-9]{6,}$/.test(value)
    ? undefined
    : `${shown(value)} is no person: write an e-mail address or a Slack user id`,
);

const People = oneOrMore(Person);

const DateText = checked('a date', (value) =>
  isDate(value) ? undefined : `${shown(value)} is no date: write one like \`2026-01-05\``,
);

const WEEK = 604_800_000;

const SOURCES = ['people', 'group', 'rotation', 'role'];

export function readRoles(place: Place, reading: Reading): Readonly<Record<string, Role>> {
  return Object.fromEntries(place.entries().map(([name, at]) => [named(name, at), readRole(at, reading)]));
}

/** Notes a name that is none, and reads on with it. */
export function named(name: string, at: Place): string {
  const parsed = Name.safeParse(name);
  if (!parsed.success) at.refuse(parsed.error.issues[0]?.message ?? '');
  return name;
}

function readRole(at: Place, reading: Reading): Role {
  const [source] = Object.keys(at.raw ?? {});
  if (source === undefined || !SOURCES.includes(source)) {
    at.refuse(`the first key says who it is: write one of ${SOURCES.map((word) => `\`${word}\``).join(', ')}`);
    return { deputies: [] };
  }
  const role = readSource(source, at, reading);
  const deputies = at.maybe('deputies', People) ?? [];
  at.done();
  return { ...role, deputies };
}

function readSource(source: string, at: Place, reading: Reading): Omit<Role, 'deputies'> {
  switch (source) {
    case 'people':
      return { people: at.take('people', People, []) };
    case 'group':
      return { group: at.take('group', Text, '').replace(/^@/, '') };
    case 'rotation':
      return {
        rotation: {
          people: at.take('rotation', People, []),
          from: at.take('from', DateText, '2026-01-05'),
          everyMs: at.maybe('every', Duration) ?? WEEK,
        },
      };
    default: {
      const role = at.take('role', Name, '');
      refer(reading, 'role', { place: at, key: 'role', names: role });
      return { role };
    }
  }
}

/** Who may start, skip and cancel; the owner where nothing is said. */
export function readPermissions(at: Place, owner: string, reading: Reading): Playbook['permissions'] {
  const roles = (key: string): readonly string[] => {
    const names = at.maybe(key, Roles);
    refer(reading, 'role', { place: at, key, names });
    return names ?? [owner];
  };
  const permissions = { start: roles('start'), skip: roles('skip'), cancel: roles('cancel') };
  at.done();
  return permissions;
}

const ReminderText = z
  .string({ error: ({ input }) => `${shown(input)} is no reminder` })
  .transform((text, context): Reminder => {
    const { who, after } = /^(?<who>\S+)(?: after (?<after>\S+))?$/.exec(text)?.groups ?? {};
    const afterMs = after === undefined ? 0 : parseDuration(after);
    if (who === undefined || afterMs === undefined) {
      context.addIssue({
        code: 'custom',
        message: `${shown(text)} is no reminder: write one like \`deputy after 10m\``,
      });
      return z.NEVER;
    }
    return { who, afterMs };
  });

const Reminders = oneOrMore(ReminderText);

export const SHIPPED_REMINDERS: readonly Reminder[] = [
  { who: 'owner', afterMs: 0 },
  { who: 'deputy', afterMs: 600_000 },
  { who: 'main', afterMs: 1_200_000 },
];

/** The `remind` of a playbook, a phase or a step; undefined when it has none of its own. */
export function readReminders(
  at: Place,
  channels: readonly string[],
  reading: Reading,
): readonly Reminder[] | undefined {
  const reminders = at.maybe('remind', Reminders);
  for (const [index, { who }] of (reminders ?? []).entries()) {
    if (who === 'owner' || who === 'deputy' || channels.includes(who)) continue;
    reading.references.push({ to: 'role', name: who, place: at, below: ['remind', index], run: reading.run });
  }
  return reminders;
}

const ChannelName = checked('a channel', (value) =>
  /^[\p{L}\p{N}_-]{1,80}$/u.test(value)
    ? undefined
    : `${shown(value)} is no channel: write its name without \`#\`, or its id`,
);

export function readChannels(place: Place, reading: Reading): Readonly<Record<string, Channel>> {
  const channels = place.entries().map(([name, at]) => [named(name, at), readChannel(at, reading)] as const);
  if (!place.has('main')) place.refuse('`main` is missing: the channel that hears everything');
  return Object.fromEntries(channels);
}

function readChannel(at: Place, reading: Reading): Channel {
  const [kind = ''] = Object.keys(at.raw ?? {});
  if (kind !== 'slack') {
    const instead = LATER_CHANNELS[kind];
    at.refuse(instead === undefined ? explainKey(kind, { known: ['slack'] }) : notYet(kind, instead), kind);
    return { slack: '', hears: [] };
  }
  const channel = { slack: at.take('slack', ChannelName, ''), hears: at.maybe('hears', oneOrMore(Name)) ?? [] };
  refer(reading, 'message', { place: at, key: 'hears', names: channel.hears });
  at.done();
  return channel;
}
