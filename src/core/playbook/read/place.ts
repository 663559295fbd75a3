import type { z } from 'zod';
import { nearest } from '../../text.ts';
import { shown } from '../names.ts';
import { explain, explainKey } from './issues.ts';
import type { Path } from './source.ts';

export type Note = (path: Path, message: string) => void;

type Mapping = Readonly<Record<string, unknown>>;

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const notA = (what: 'list' | 'map', raw: unknown): string =>
  raw === null || raw === undefined ? `the ${what} is empty` : `${shown(raw)} is no ${what}`;

/**
 * One place of the file that is being read. It hands out values that are right, notes what is wrong, and goes on with a
 * fallback, so that all mistakes of a file come out together. A class, since it remembers what it was asked for: keys
 * that nobody asked for are unknown ones.
 */
export class Place {
  readonly path: Path;
  readonly raw: unknown;
  readonly #map: Mapping;
  readonly #note: Note;
  readonly #asked = new Set<string>();
  readonly #missing: string[] = [];

  constructor(note: Note, path: Path, raw: unknown) {
    this.path = path;
    this.raw = raw;
    this.#map = isMapping(raw) ? raw : {};
    this.#note = note;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#map, key);
  }

  /** Notes a problem here or below. */
  refuse(message: string, ...below: Path): void {
    this.#note([...this.path, ...below], message);
  }

  /** The value of a key. What is wrong or (at `done`) missing is noted, and the fallback is read on with. */
  take<S extends z.ZodType>(key: string, schema: S, fallback: z.output<S>): z.output<S> {
    if (!this.has(key)) this.#missing.push(key);
    return this.maybe(key, schema) ?? fallback;
  }

  /** The value of a key that may be absent. */
  maybe<S extends z.ZodType>(key: string, schema: S): z.output<S> | undefined {
    this.#asked.add(key);
    const value = this.#map[key];
    if (value === undefined) return undefined;
    if (value === null) {
      this.refuse(`\`${key}\` has no value`, key);
      return undefined;
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const { path, message } of explain(parsed.error.issues, value, { known: [] }))
      this.refuse(message, key, ...path);
    return undefined;
  }

  child(key: string | number): Place {
    this.#asked.add(String(key));
    const inside = isMapping(this.raw) || Array.isArray(this.raw);
    return new Place(this.#note, [...this.path, key], inside ? Reflect.get(Object(this.raw), key) : undefined);
  }

  /** The place of a key that has to be there; undefined when it is not, which is told at `done`. */
  need(key: string): Place | undefined {
    if (this.has(key)) return this.child(key);
    this.#missing.push(key);
    return undefined;
  }

  /** The same place of the file, read as something else. Mistakes are noted under the keys that are written here only. */
  as(other: unknown): Place {
    const noteOwn: Note = (path, message) => {
      const key = path[this.path.length];
      if (key !== undefined && this.has(String(key))) this.#note(path, message);
    };
    return new Place(noteOwn, this.path, other);
  }

  /** The items of a list; what is no list is noted. */
  items(): readonly Place[] {
    if (Array.isArray(this.raw))
      return this.raw.map((item, index) => new Place(this.#note, [...this.path, index], item));
    this.refuse(notA('list', this.raw));
    return [];
  }

  /** The entries of a map; what is no map is noted. */
  entries(): readonly (readonly [string, Place])[] {
    if (!isMapping(this.raw)) this.refuse(notA('map', this.raw));
    return Object.entries(this.#map).map(([key, value]) => [key, new Place(this.#note, [...this.path, key], value)]);
  }

  /** Call at the end: refuses the keys that nobody asked for, and tells those that are missing. */
  done(later: Readonly<Record<string, string>> = {}): void {
    if (!isMapping(this.raw)) {
      this.refuse(notA('map', this.raw));
      return;
    }
    const known = [...this.#asked];
    const unknown = Object.keys(this.#map).filter((key) => !this.#asked.has(key));
    for (const key of unknown) this.refuse(explainKey(key, { known, later }), key);
    // A misspelt key is told once, not as an unknown and a missing one.
    const meant = unknown.map((key) => nearest(key, known));
    for (const key of this.#missing) if (!meant.includes(key)) this.refuse(`\`${key}\` is missing`);
  }
}
