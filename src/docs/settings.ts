import { z } from 'zod';
import { formatDuration } from '../core/time/duration.ts';
import { code, table } from './table.ts';

/** The part of a JSON schema that says what may be written. */
interface Shape {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly additionalProperties?: Shape | boolean;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
}

/** Every setting of a step kind, a check or a provider. `name` is the key that `value` is written behind. */
export function settingsTable(name: string, schema: z.ZodType): string {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;
  const rows = Object.entries(properties).map(([key, shape]) => {
    const { description } = shape;
    if (description === undefined)
      throw new Error(`\`${key}\` of \`${name}\` does not say what it is for: describe it`);
    const fallback = required.includes(key) ? 'required' : defaultOf(schema, key, shape);
    return [code(key === 'value' ? name : key), words(shape), fallback, description];
  });
  return table(['key', 'written as', 'default', 'what it is'], rows);
}

function words({ title, type, const: only, enum: some, items, anyOf, additionalProperties }: Shape): string {
  if (type === 'array') return title === undefined ? 'a list' : `${words(items ?? {})}, ${title}`;
  if (title !== undefined) return title;
  if (only !== undefined) return code(String(only));
  if (some) return some.map((one) => code(String(one))).join(', ');
  if (anyOf) return anyOf.map(words).join(' or ');
  if (type === 'object') return typeof additionalProperties === 'object' ? 'a map' : 'a map of its own';
  return { boolean: 'true or false', integer: 'a number', string: 'a text' }[type ?? ''] ?? 'anything';
}

/** JSON schemas lose the default of what is read into something else, like a duration into milliseconds. */
function defaultOf(schema: z.ZodType, key: string, { title }: Shape): string {
  const field: unknown = schema instanceof z.ZodObject ? schema.shape[key] : undefined;
  if (!(field instanceof z.ZodDefault)) return '–';
  const value: unknown = field.def.defaultValue;
  if (title === 'a duration') return value === 0 ? 'none' : code(formatDuration(Number(value)).replaceAll(' ', ''));
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((one) => code(String(one))).join(', ');
  return typeof value === 'object' ? 'none' : code(String(value));
}
