import { z } from 'zod';
import type { Kit } from '../kit.ts';
import { checked, shown, Text } from '../names.ts';
import type { Playbook } from '../playbook.ts';
import { SHIPPED_MESSAGES } from '../shipped-messages.ts';
import { Name, oneOrMore, Zone } from '../words.ts';
import { readBranches } from './branches.ts';
import { readChecks, readConditions } from './checks.ts';
import { readFollowUps } from './follow-ups.ts';
import { readFreeze } from './freeze.ts';
import { keysOf } from './installed.ts';
import { LATER_IN_ABOUT, LATER_IN_FILE } from './later.ts';
import { readLogins } from './logins.ts';
import { readNotes, SHIPPED_NOTES } from './notes.ts';
import { named, readChannels, readPermissions, readReminders, readRoles, SHIPPED_REMINDERS } from './people.ts';
import { readPhases } from './phases.ts';
import { isMapping, type Place } from './place.ts';
import { addTemplates, createReading, type Reading, refer } from './reading.ts';
import { readRollback } from './rollback.ts';
import type { Around } from './steps.ts';
import { readTags } from './tags.ts';
import { readTargets } from './targets.ts';
import { readTypes } from './types.ts';
import { readVersion, SHIPPED_VERSION } from './version.ts';

const Repository = checked('a repository', (value) =>
  /^[\w.-]+\/[\w.-]+$/.test(value) ? undefined : `${shown(value)} is no repository: write \`owner/name\``,
);

/** First pass: every value for itself. Names are only remembered; the second pass looks whether they exist. */
export function readFile(at: Place, kit: Kit): { readonly playbook: Playbook; readonly reading: Reading } {
  const checkNames = keysOf(at.child('checks').raw);
  const reading = createReading(kit, namesIn(at.raw, checkNames), checkNames);
  const head = readHead(at, reading);
  const section = <T>(key: string, read: (place: Place) => T, without: T): T =>
    at.has(key) ? read(at.child(key)) : without;
  const needed = <T>(key: string, read: (place: Place) => T, without: T): T => {
    const place = at.need(key);
    return place ? read(place) : without;
  };
  const around: Around = {
    owner: head.owner,
    remind: head.remind,
    skip: head.permissions.skip,
    channels: keysOf(at.child('channels').raw),
    inParallel: false,
  };
  const playbook: Playbook = {
    ...head,
    branches: needed('branches', (place) => readBranches(place, reading), {}),
    tags: section('tags', readTags, {}),
    version: section('version', (place) => readVersion(place, reading), SHIPPED_VERSION),
    notes: section('notes', (place) => readNotes(place, reading), SHIPPED_NOTES),
    people: section('people', readLogins, {}),
    roles: needed('roles', (place) => readRoles(place, reading), {}),
    types: needed('types', (place) => readTypes(place, head.permissions.start, reading), {}),
    channels: needed('channels', (place) => readChannels(place, reading), {}),
    targets: needed('targets', (place) => readTargets(place, reading), {}),
    conditions: section('conditions', (place) => readConditions(place, head.owner, reading), {}),
    checks: section('checks', (place) => readChecks(place, reading), {}),
    messages: section('messages', (place) => readMessages(place, reading), {}),
    guides: section('guides', readGuides, {}),
    phases: needed('phases', (place) => readPhases(place, around, reading), []),
    followUps: section('follow-ups', (place) => readFollowUps(place, head.owner, reading), []),
    ...(at.has('freeze') && { freeze: readFreeze(at.child('freeze'), reading) }),
    ...(at.has('rollback') && { rollback: readRollback(at.child('rollback'), around, reading) }),
  };
  at.done(LATER_IN_FILE);
  return { playbook, reading };
}

type Head = Pick<
  Playbook,
  'playbook' | 'title' | 'timezone' | 'repository' | 'owner' | 'about' | 'permissions' | 'remind'
>;

function readHead(at: Place, reading: Reading): Head {
  const owner = at.take('owner', Name, '');
  if (owner !== '') refer(reading, 'role', { place: at, key: 'owner', names: owner });
  return {
    playbook: at.take('playbook', Name, ''),
    title: at.take('title', Text, ''),
    timezone: at.take('timezone', Zone, 'Etc/UTC'),
    repository: at.take('repository', Repository, 'owner/name'),
    owner,
    about: at.has('about') ? readAbout(at.child('about')) : { links: {} },
    permissions: at.has('permissions')
      ? readPermissions(at.child('permissions'), owner, reading)
      : { start: [owner], skip: [owner], cancel: [owner] },
    remind: readReminders(at, keysOf(at.child('channels').raw), reading) ?? SHIPPED_REMINDERS,
  };
}

function readAbout(at: Place): Playbook['about'] {
  const [version, purpose] = ['version', 'purpose'].map((key) => at.maybe(key, Text));
  const links = at.maybe('links', z.record(z.string(), Text)) ?? {};
  at.done(LATER_IN_ABOUT);
  return { links, ...(version !== undefined && { version }), ...(purpose !== undefined && { purpose }) };
}

function readMessages(place: Place, reading: Reading): Playbook['messages'] {
  const messages = place.entries().map(([key, at]) => {
    const [name = '', channel] = key.split('/');
    named(name, at);
    if (channel !== undefined)
      reading.references.push({ to: 'channel', name: channel, place: at, below: [], run: 'main' });
    return [key, place.take(key, Text, '')] as const;
  });
  addTemplates(reading, place, Object.fromEntries(messages));
  return Object.fromEntries(messages);
}

function readGuides(place: Place): Playbook['guides'] {
  return Object.fromEntries(place.entries().map(([title]) => [title, place.take(title, oneOrMore(Text), [])]));
}

/** Roles, checks, messages and the steps that are given an id: generated ids keep clear of all of them. */
function namesIn(raw: unknown, checks: readonly string[]): readonly string[] {
  if (!isMapping(raw)) return [];
  const messages = keysOf(raw.messages).map((key) => key.split('/')[0] ?? key);
  const ids = [raw.phases, raw.rollback].flatMap(idsIn);
  return [...keysOf(raw.roles), ...checks, ...Object.keys(SHIPPED_MESSAGES), ...messages, ...ids];
}

function idsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) =>
    key === 'id' && typeof below === 'string' ? [below] : idsIn(below),
  );
}
