import { messageOf } from '../errors.ts';
import type { Piece } from './edited.ts';

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g;

interface Level {
  readonly isObject: boolean;
  /** Of the member that is being read; null where a key is to come. */
  key: string | null;
}

/** Why this is no JSON; undefined when it is. */
export function jsonProblem(json: string): string | undefined {
  try {
    JSON.parse(withoutMark(json));
    return undefined;
  } catch (error) {
    return `it is no JSON: ${messageOf(error)}`;
  }
}

/**
 * Where the text under these keys stands in a JSON object, between its quotes; undefined when there is none. Of a key that
 * stands there twice the last one counts, as it does for everybody who parses it. The text has to be valid JSON.
 */
export function textAt(json: string, keys: readonly string[]): Piece | undefined {
  const levels: Level[] = [];
  let found: Piece | undefined;
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (token === '{' || token === '[') levels.push({ isObject: token === '{', key: null });
    else if (token === '}' || token === ']') levels.pop();
    else if (token === ',') forgetKey(level);
    else if (level?.isObject && level.key === null) level.key = decoded(token);
    else if (isAt(levels, keys)) {
      found = { start: index + 1, end: index + token.length - 1, value: decoded(token) };
    }
  }
  return found;
}

const decoded = (token: string): string => String(JSON.parse(token));

function forgetKey(level: Level | undefined): void {
  if (level) level.key = null;
}

function isAt(levels: readonly Level[], keys: readonly string[]): boolean {
  return levels.length === keys.length && levels.every(({ key }, depth) => key === keys[depth]);
}

/** Some editors of Windows write a mark at the beginning. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}
