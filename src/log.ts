import { messageOf } from './core/errors.ts';
import type { Log } from './core/ports.ts';

export const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof LEVELS)[number];

export interface LogOptions {
  readonly level: Level;
  /** Values that must never be written. */
  readonly secrets: readonly string[];
  /** One line of JSON without the line break. */
  readonly write: (line: string) => void;
  readonly machine: () => number;
}

/** One line of JSON each. Errors are written with their stack and causes; known secrets are blanked wherever they stand. */
export function createLog({ level, secrets, write, machine }: LogOptions): Log {
  const at =
    (of: Level) =>
    (message: string, details: object = {}) => {
      if (LEVELS.indexOf(of) < LEVELS.indexOf(level)) return;
      const head = { time: new Date(machine()).toISOString(), level: of, message };
      write(blank(lineOf(head, details), secrets));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Never throws: what can't be written must not become a second trouble. */
function lineOf(head: object, details: object): string {
  try {
    return JSON.stringify({ ...head, ...plain(details), ...head });
  } catch (error) {
    return JSON.stringify({ ...head, details: `could not be written: ${messageOf(error)}` });
  }
}

function plain(details: object): object {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, value instanceof Error ? told(value) : value]),
  );
}

function told(error: Error): object {
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    stack,
    ...(cause !== undefined && { cause: cause instanceof Error ? told(cause) : String(cause) }),
  };
}

/** Tokens of an installation live for an hour and are in no variable; their length is not to be relied on. */
const GITHUB_TOKEN = /\b(gh[pousr]_|github_pat_)[^\s"\\]+/g;

function blank(line: string, secrets: readonly string[]): string {
  return secrets.reduce(
    (text, secret) => (secret ? text.replaceAll(JSON.stringify(secret).slice(1, -1), '[secret]') : text),
    line.replace(GITHUB_TOKEN, '[secret]'),
  );
}
