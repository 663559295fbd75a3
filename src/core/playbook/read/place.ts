import type { z } from 'zod';
import { shown } from '../names.ts';
import { explain, explainKey } from './issues.ts';
import type { Path } from './source.ts';

/**
 * One place of the file that is being read. It hands out values that are right, notes what is wrong, and goes on with a
 * fallback, so that all mistakes of a file come out together. Keys that nobody asked for are unknown ones.
 */
export interface Place {
  readonly path: Path;
  readonly raw: unknown;
  has(key: string): boolean;
  /** The value of a key. What is wrong or missing is noted, and the fallback is read on with. */
  take<S extends z.ZodType>(key: string, schema: S, fallback: z.output<S>): z.output<S>;
  /** The value of a key that may be absent. */
  maybe<S extends z.ZodType>(key: string, schema: S): z.output<S> | undefined;
  child(key: string | number): Place;
  /** The same place of the file, read as something else. Mistakes are noted under the keys that are written here only. */
  as(raw: unknown): Place;
  /** The items of a list; what is no list is noted. */
  items(): readonly Place[];
  /** The entries of a map; what is no map is noted. */
  entries(): readonly (readonly [string, Place])[];
  /** Notes a problem here or below. */
  refuse(message: string, ...below: Path): void;
  /** Call at the end: refuses the keys that nobody asked for. */
  done(later?: Readonly<Record<string, string>>): void;
}

export type Note = (path: Path, message: string) => void;

type Mapping = Readonly<Record<string, unknown>>;

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function placeAt(note: Note, path: Path, raw: unknown): Place {
  const asked = new Set<string>();
  const map: Mapping = isMapping(raw) ? raw : {};
  const refuse = (message: string, ...below: Path): void => note([...path, ...below], message);

  const maybe = <S extends z.ZodType>(key: string, schema: S): z.output<S> | undefined => {
    asked.add(key);
    const value = map[key];
    if (value === undefined) return undefined;
    if (value === null) {
      refuse(`\`${key}\` has no value`, key);
      return undefined;
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const said of explain(parsed.error.issues, value, { known: [] })) refuse(said.message, key, ...said.path);
    return undefined;
  };

  return {
    path,
    raw,
    has: (key) => Object.hasOwn(map, key),
    maybe,
    take(key, schema, fallback) {
      if (!Object.hasOwn(map, key)) refuse(`\`${key}\` is missing`);
      return maybe(key, schema) ?? fallback;
    },
    child(key) {
      asked.add(String(key));
      return placeAt(note, [...path, key], isMapping(raw) || Array.isArray(raw) ? Reflect.get(raw, key) : undefined);
    },
    as(other) {
      const noteOwn: Note = (at, message) => {
        const key = at[path.length];
        if (key !== undefined && Object.hasOwn(map, key)) note(at, message);
      };
      return placeAt(noteOwn, path, other);
    },
    items() {
      if (Array.isArray(raw)) return raw.map((item, index) => placeAt(note, [...path, index], item));
      refuse(raw === null || raw === undefined ? 'the list is empty' : `${shown(raw)} is no list`);
      return [];
    },
    entries() {
      if (isMapping(raw)) return Object.entries(raw).map(([key, value]) => [key, placeAt(note, [...path, key], value)]);
      refuse(raw === null || raw === undefined ? 'the map is empty' : `${shown(raw)} is no map`);
      return [];
    },
    refuse,
    done(later = {}) {
      for (const key of Object.keys(map)) {
        if (!asked.has(key)) refuse(explainKey(key, { known: [...asked], later }), key);
      }
    },
  };
}
