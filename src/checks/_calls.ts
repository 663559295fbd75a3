import { z } from 'zod';
import { Name, Text } from '../core/playbook/words.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const Path = z.string().regex(/^\//, 'a path of the target begins with `/`');

/** `{ post: /api/assets, bearer: <token>, json: { … }, keep: id }` */
export const Call = z
  .strictObject({
    get: Path.optional(),
    post: Path.optional(),
    put: Path.optional(),
    patch: Path.optional(),
    delete: Path.optional(),
    json: z.unknown().optional(),
    bearer: Text.optional(),
    /** A word, taken from the field of the same name; or words with the dotted paths of their fields. */
    keep: z.union([Name, z.record(Name, Text)]).optional(),
  })
  .transform(({ json, bearer, keep, ...paths }, context) => {
    const [method, ...more] = METHODS.filter((name) => paths[name] !== undefined);
    const path = method && paths[method];
    if (method === undefined || path === undefined || more.length > 0) {
      context.addIssue({
        code: 'custom',
        message: `a call has exactly one of ${METHODS.map((m) => `\`${m}\``).join(', ')}`,
      });
      return z.NEVER;
    }
    const words = typeof keep === 'string' ? { [keep]: keep } : (keep ?? {});
    return { method: method.toUpperCase(), path, json, bearer, keep: words };
  });
export type Call = z.output<typeof Call>;

export type Kept = ReadonlyMap<string, string>;

/**
 * Fills the words that earlier calls kept, and lets the playbook's own words be filled by `fill`. What came from the
 * other side is never filled again: an answer of `$TOKEN` must not be made the secret of that name.
 */
export function fillKept(template: string, kept: Kept, fill: (text: string) => string): string {
  return template
    .split(/(<[a-z][a-z0-9-]*>)/)
    .map((part) => kept.get(part.slice(1, -1)) ?? fill(part))
    .join('');
}

/** Fills every text in a JSON value. */
export function fillJson(value: unknown, fill: (text: string) => string): unknown {
  if (typeof value === 'string') return fill(value);
  if (Array.isArray(value)) return value.map((item) => fillJson(item, fill));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillJson(item, fill)]));
}

/** The words that this answer gives, or the first one that it lacks. */
export function keepFrom(text: string, keep: Call['keep']): { readonly kept: Kept } | { readonly lacks: string } {
  const body = parsed(text);
  const kept = new Map<string, string>();
  for (const [word, path] of Object.entries(keep)) {
    const value = path.split('.').reduce<unknown>((at, key) => property(at, key), body);
    if (typeof value !== 'string' && typeof value !== 'number') return { lacks: path };
    kept.set(word, String(value));
  }
  return { kept };
}

function property(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON has no fields, which is what the caller reports.
    return undefined;
  }
}
