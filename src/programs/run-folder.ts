import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../core/errors.ts';

/** What the wrapper reads from its standard input: nothing of it is ever on disk or in an argument list. */
export const Job = z.strictObject({
  argv: z.array(z.string()).min(1),
  cwd: z.string(),
  env: z.record(z.string(), z.string()),
  timeoutMs: z.number().positive(),
  /** Blanked in the output before it is written. */
  secrets: z.array(z.string()),
});
export type Job = z.output<typeof Job>;

const Process = z.object({ pid: z.int(), began: z.string() });

/** Written once, by whoever comes first: the wrapper that begins, or the one who looks and calls the run off. */
const Claim = z.discriminatedUnion('by', [
  z.object({ by: z.literal('wrapper'), process: Process, at: z.number() }),
  z.object({ by: z.literal('nobody') }),
]);
export type Claim = z.output<typeof Claim>;

const Child = z.object({ process: Process });

const End = z.discriminatedUnion('end', [
  z.object({ end: z.literal('exited'), exitCode: z.int(), ms: z.number() }),
  z.object({ end: z.literal('not-started'), why: z.string() }),
]);
export type End = z.output<typeof End>;

const FILES = {
  claim: 'claim.json',
  child: 'child.json',
  end: 'end.json',
  output: 'output.txt',
  superseded: 'superseded',
} as const;

/** The exit code of a program that was stopped at its time limit, as timeout(1) has it. */
export const TIMED_OUT = 124;

export const outputFile = (folder: string): string => join(folder, FILES.output);

/** False when somebody else was first. */
export function claim(folder: string, content: Claim): boolean {
  const draft = join(folder, `claim-${process.pid}.draft`);
  writeFileSync(draft, JSON.stringify(content));
  try {
    // A link is made whole or not at all, and never over another one.
    linkSync(draft, join(folder, FILES.claim));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

export const readClaim = (folder: string): Claim | undefined => read(folder, FILES.claim, Claim);

export const writeChild = (folder: string, content: z.output<typeof Child>): void =>
  write(folder, FILES.child, content);

export const readChild = (folder: string): z.output<typeof Child> | undefined => read(folder, FILES.child, Child);

export const writeEnd = (folder: string, content: End): void => write(folder, FILES.end, content);

export const readEnd = (folder: string): End | undefined => read(folder, FILES.end, End);

/** Written before it is ended to make room for a newer one. */
export const writeSuperseded = (folder: string): void => writeFileSync(join(folder, FILES.superseded), '');

export const wasSuperseded = (folder: string): boolean => textOf(join(folder, FILES.superseded)) !== undefined;

/** Half a name would be a name, so this is renamed into place, too. */
export function writeLane(file: string, run: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.draft`, run);
  renameSync(`${file}.draft`, file);
}

/** Undefined when nothing was begun in it, or the disk lost what was written. */
export const readLane = (file: string): string | undefined => textOf(file) || undefined;

/** A name for a file, whatever is in the text. */
export function hashed(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** Renamed into place, so that a reader sees all of it or none. */
function write(folder: string, name: string, content: object): void {
  const draft = join(folder, `${name}.draft`);
  writeFileSync(draft, JSON.stringify(content));
  renameSync(draft, join(folder, name));
}

function read<T>(folder: string, name: string, schema: z.ZodType<T>): T | undefined {
  const text = textOf(join(folder, name));
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`\`${join(folder, name)}\` can't be read: ${messageOf(error)}`, { cause: error });
  }
}

/** The text of a file; undefined when there is none. */
export function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}
