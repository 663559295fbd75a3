import type { z } from 'zod';
import { listed, nearest } from '../../text.ts';
import { shown } from '../names.ts';
import type { Path } from './source.ts';

type Issue = z.core.$ZodIssue;

export interface Said {
  readonly path: Path;
  readonly message: string;
}

/** What is known of the keys at the top of what was parsed, to say more about one that is not. */
export interface KeyWords {
  readonly known: readonly string[];
  /** Keys of the language that nothing executes yet, with what to write instead. */
  readonly later?: Readonly<Record<string, string>>;
}

/** Every issue in our own words, with the value seen. A missing key is told at its parent. */
export function explain(issues: readonly Issue[], raw: unknown, keys: KeyWords): readonly Said[] {
  return issues.flatMap((issue) => explainOne(deepest(issue), raw, keys));
}

/** zod reports a union as a whole; people mean the branch that they got furthest with. */
function deepest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors
    .flat()
    .map((error) => deepest({ ...error, path: [...issue.path, ...error.path] } as Issue))
    .sort((a, b) => b.path.length - a.path.length);
  return inner[0] ?? issue;
}

function explainOne(issue: Issue, raw: unknown, keys: KeyWords): readonly Said[] {
  const parts = issue.path.filter((part) => typeof part !== 'symbol');
  const path = writtenPath(raw, parts);
  if (issue.code === 'unrecognized_keys') {
    const words = path.length === 0 ? keys : { known: [] };
    return issue.keys.map((key) => ({ path: [...path, key], message: explainKey(key, words) }));
  }
  const value = valueAt(raw, path);
  if (value === undefined && path.length > 0) {
    return [{ path: path.slice(0, -1), message: `\`${path.at(-1)}\` is missing` }];
  }
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    return [{ path, message: `${shown(value)} is no ${issue.expected === 'record' ? 'map' : issue.expected}` }];
  }
  if (issue.code === 'invalid_value') return [{ path, message: explainChoice(value, issue.values.map(String)) }];
  return [{ path, message: issue.message }];
}

/** A word that is none of those that are possible. */
export function explainChoice(value: unknown, choices: readonly string[]): string {
  const words = choices.map((choice) => `\`${choice}\``);
  return `${shown(value)} is not possible here: write ${listed(words, 'or')}`;
}

/** A key that is not known here, or not yet. */
export function explainKey(key: string, { known, later = {} }: KeyWords): string {
  const instead = Object.hasOwn(later, key) ? later[key] : undefined;
  if (instead !== undefined) return notYet(key, instead);
  const near = nearest(key, known);
  return `\`${key}\` is not a key here${near ? `: did you mean \`${near}\`?` : known.length > 0 ? `: known are ${known.join(', ')}` : ''}`;
}

/** The one sentence for everything that is in the language and that nothing executes yet. */
export function notYet(word: string, instead: string): string {
  return `\`${word}\` is in the language, but nothing here executes it yet: ${instead}`;
}

/** Without the index into a list that is written as one word. */
export function writtenPath(raw: unknown, path: Path): Path {
  const isThere = typeof path.at(-1) !== 'number' || valueAt(raw, path) !== undefined;
  return isThere ? path : writtenPath(raw, path.slice(0, -1));
}

export function valueAt(raw: unknown, path: Path): unknown {
  let value = raw;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  }
  return value;
}
