import type { Kit } from '../kit.ts';
import type { Place } from './place.ts';

export type Refers =
  | 'role'
  | 'target'
  | 'check'
  | 'message'
  | 'step'
  | 'channel'
  | 'condition'
  | 'type'
  | 'guide'
  | 'branch'
  | 'tag';

/** A name that stands somewhere in the file and has to be defined somewhere else. */
export interface Reference {
  readonly to: Refers;
  readonly name: string;
  readonly place: Place;
  readonly below: readonly (string | number)[];
  readonly run: 'main' | 'rollback';
}

/** A text of the playbook in which `<word>` is filled in. */
export interface Template {
  readonly place: Place;
  readonly text: string;
  /** Words that it may use besides those that are always there: what the calls of a check keep. */
  readonly own: readonly string[];
}

/** What is remembered while a file is read, for the second pass over the whole of it. */
export interface Reading {
  readonly kit: Kit;
  /** Names of roles, checks, steps and messages: one set for all of them. */
  readonly taken: Set<string>;
  /** What stands under `checks`, so that a trigger can tell a check from a role. */
  readonly checkNames: ReadonlySet<string>;
  readonly references: Reference[];
  readonly templates: Template[];
  /** Where each step stands, by id. */
  readonly steps: Map<string, Place>;
  /** Steps that could not be read: a reference to one is no second mistake. */
  readonly unreadable: Set<string>;
  /** Which run the steps that are being read belong to. */
  readonly run: 'main' | 'rollback';
}

export function createReading(kit: Kit, taken: Iterable<string>, checkNames: Iterable<string>): Reading {
  return {
    kit,
    taken: new Set(taken),
    checkNames: new Set(checkNames),
    references: [],
    templates: [],
    steps: new Map(),
    unreadable: new Set(),
    run: 'main',
  };
}

/** Remembers a name, or several, that stand under this key of this place. */
export function refer(
  { references, run }: Reading,
  to: Refers,
  { place, key, names }: { place: Place; key: string; names: string | readonly string[] | undefined },
): void {
  const list = typeof names === 'string' ? [names] : (names ?? []);
  for (const [index, name] of list.entries()) references.push({ to, name, place, below: [key, index], run });
}

/** Remembers every text in a value, however deep it stands. */
export function addTemplates(reading: Reading, place: Place, value: unknown, own: readonly string[] = []): void {
  if (typeof value === 'string') {
    if (value.includes('<')) reading.templates.push({ place, text: value, own });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    const index = Array.isArray(value) ? Number(key) : key;
    addTemplates(reading, place.child(index), Reflect.get(value, key), own);
  }
}
