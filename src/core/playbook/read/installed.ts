import type { z } from 'zod';
import { nearest } from '../../text.ts';
import { explain, notYet } from './issues.ts';
import type { Place } from './place.ts';

export type Settings = Readonly<Record<string, unknown>>;

/** Keys of a mapping in the order in which they are written. */
export function keysOf(raw: unknown): readonly string[] {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? Object.keys(raw) : [];
}

/** What is written at a place, without what is read otherwise, and with `value` for what stands behind the first key. */
export function settingsOf(raw: unknown, first: string, without: readonly string[]): Settings {
  const rest = keysOf(raw).filter((key) => key !== first && !without.includes(key));
  const values = rest.map((key) => [key, Reflect.get(Object(raw), key)]);
  return Object.fromEntries([['value', Reflect.get(Object(raw), first)], ...values]);
}

/** Settings under the keys of the file again. */
export function asWritten({ value, ...settings }: Settings, first: string): Settings {
  return { ...settings, [first]: value };
}

export interface Installed {
  /** The first key, as it stands in the file. */
  readonly name: string;
  readonly schema: z.ZodType;
  /** Keys that may stand beside the settings. */
  readonly beside: readonly string[];
  readonly later: Settings & Readonly<Record<string, string>>;
}

/** Parses settings by the schema of what is installed; mistakes are noted under the keys of the file. */
export function parseSettings(
  at: Place,
  settings: Settings,
  { name, schema, beside, later }: Installed,
): Settings | undefined {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return parsed.data as Settings;
  const known = [...shapeOf(schema).filter((key) => key !== 'value'), ...beside];
  for (const { path, message } of explain(parsed.error.issues, settings, { known, later })) {
    const [first, ...rest] = path;
    at.refuse(
      message.replace('`value`', `the value of \`${name}\``),
      ...(first === 'value' ? [name] : first === undefined ? [] : [first]),
      ...rest,
    );
  }
  return undefined;
}

/** The keys that a schema knows, where it is an object. */
export function shapeOf(schema: z.ZodType): readonly string[] {
  return 'shape' in schema && typeof schema.shape === 'object' && schema.shape !== null
    ? Object.keys(schema.shape)
    : [];
}

/** The first key of a thing says what it is; this one says nothing. */
export function explainFirst(
  at: Place,
  what: string,
  { installed, later }: { installed: readonly string[]; later: Readonly<Record<string, string>> },
): void {
  const [first, ...others] = keysOf(at.raw);
  if (first === undefined) {
    at.refuse(`this is no ${what}: the first key says what it is, one of ${installed.join(', ')}`);
    return;
  }
  const moved = others.find((key) => installed.includes(key));
  const instead = Object.hasOwn(later, first) ? later[first] : undefined;
  const near = nearest(first, [...installed, ...Object.keys(later)]);
  if (moved !== undefined && instead === undefined) {
    at.refuse(`the first key says what ${what} it is: move the line \`${moved}:\` to the top`, first);
  } else if (instead !== undefined) {
    at.refuse(notYet(first, instead), first);
  } else {
    at.refuse(
      `\`${first}\` is no ${what}${near ? `: did you mean \`${near}\`?` : `: write one of ${installed.join(', ')}`}`,
      first,
    );
  }
}
