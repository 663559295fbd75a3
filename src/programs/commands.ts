import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DidNotHappen } from '../core/errors.ts';
import type { CommandRequest, CommandState, Commands } from '../core/ports.ts';
import { newestInLane, takeLane } from './lanes.ts';
import { blank } from './output.ts';
import { endGroup } from './process-group.ts';
import { isAlive } from './process-identity.ts';
import {
  claim,
  codeOf,
  hashed,
  type Job,
  outputFile,
  readChild,
  readClaim,
  readEnd,
  textOf,
  wasSuperseded,
  writeSuperseded,
} from './run-folder.ts';

export interface CommandsParts {
  /** Where the run folders are kept; made when it is missing. */
  readonly folder: string;
  /** The checkout that commands run in. */
  readonly cwd: string;
  /** The environment of this process; only an allow-list of it reaches a program. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** UTC milliseconds of machine time, as the file system has it. */
  readonly machine: () => number;
  /** Values that are blanked in everything a program prints. */
  readonly secrets: readonly string[];
}

const ALLOWED = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];

const WRAPPER = fileURLToPath(new URL('./wrapper.ts', import.meta.url));

/** A wrapper that has not begun after this long never will: it is called off, so that it can't begin later. */
const BEGIN_WITHIN_MS = 10_000;

/** The wrapper lets go of what a program left running after five seconds. */
const OVER_WITHIN_MS = 6_000;

const POLL_MS = { first: 10, most: 250 };

/** Runs programs without a shell, each under a key, so that their end can be read after this process was killed. */
export function createCommands(parts: CommandsParts): Commands {
  const look = async (key: string): Promise<CommandState> => {
    const run = newestRun(parts.folder, key);
    const state = run ? stateOf(run, parts) : { state: 'unknown' as const };
    return state.state === 'not-started' ? { state: 'unknown' } : state;
  };

  const start = async (key: string, request: CommandRequest): Promise<void> => {
    const folder = runUnder(key, parts) ?? (await launchAlone(key, request, parts));

    await until(() => readClaim(folder) !== undefined || waited(folder, parts) > BEGIN_WITHIN_MS);
    // The program itself begins right after the claim; what can't be started says so at once.
    await until(() => readChild(folder) !== undefined || stateOf(folder, parts).state !== 'running');
    const state = stateOf(folder, parts);
    if (state.state === 'not-started') throw new DidNotHappen(`\`${request.argv[0]}\` can't be started: ${state.why}`);
    if (state.state === 'unknown') throw new DidNotHappen(`\`${request.argv[0]}\` was not started within 10 seconds`);
  };

  return {
    look,
    start,
    async run(key, request) {
      await start(key, request);
      const folder = newestRun(parts.folder, key) ?? '';
      await until(() => stateOf(folder, parts).state !== 'running');
      return look(key);
    },
  };
}

/** The run under this key, unless it was called off or could not be started. */
function runUnder(key: string, parts: CommandsParts): string | undefined {
  const run = newestRun(parts.folder, key);
  const state = run === undefined ? undefined : stateOf(run, parts).state;
  return state === 'unknown' || state === 'not-started' ? undefined : run;
}

/** Ends what runs in its lane, then begins. Of two that want to begin at once, one sees the other or its end. */
async function launchAlone(key: string, request: CommandRequest, parts: CommandsParts): Promise<string> {
  const next = (): string | undefined => inTheWay(key, request, parts);
  for (let other = next(); other; other = next()) await supersede(other, parts);
  return runUnder(key, parts) ?? launch(key, request, parts);
}

function inTheWay(key: string, { lane }: CommandRequest, parts: CommandsParts): string | undefined {
  const other = lane === undefined ? undefined : newestInLane(parts.folder, lane);
  if (other === undefined || dirname(other) === folderOf(parts.folder, key)) return undefined;
  return stateOf(other, parts).state === 'running' ? other : undefined;
}

/** Throws DidNotHappen when it can't be ended: to begin beside it would be a race. */
async function supersede(folder: string, parts: CommandsParts): Promise<void> {
  writeSuperseded(folder);
  const isOver = (): boolean => stateOf(folder, parts).state !== 'running';
  await until(() => readChild(folder) !== undefined || isOver());
  const child = readChild(folder)?.process;
  if (child && !isOver()) await endGroup(child.pid);
  const limit = performance.now() + OVER_WITHIN_MS;
  await until(() => isOver() || performance.now() > limit);
  if (!isOver()) throw new DidNotHappen(`an earlier program still runs and can't be ended: process ${child?.pid}`);
}

type RunState = CommandState | { readonly state: 'not-started'; readonly why: string };

function stateOf(folder: string, parts: CommandsParts): RunState {
  const end = readEnd(folder);
  const output = (): string => blank(textOf(outputFile(folder)) ?? '', parts.secrets);
  if (end?.end === 'not-started') return { state: 'not-started', why: end.why };
  if (end && wasSuperseded(folder)) return { state: 'superseded', output: output() };
  if (end) return { state: 'ended', exitCode: end.exitCode, output: output(), ms: end.ms };

  const claimed = readClaim(folder);
  if (claimed?.by === 'nobody') return { state: 'unknown' };
  if (claimed) {
    // Killed without its wrapper, a program runs on by itself.
    const child = readChild(folder)?.process;
    if (isAlive(claimed.process) || (child && isAlive(child))) return { state: 'running', since: claimed.at };
    // It may have ended between the two readings.
    if (readEnd(folder)) return stateOf(folder, parts);
    return { state: wasSuperseded(folder) ? 'superseded' : 'lost', output: output() };
  }
  const age = waited(folder, parts);
  if (age <= BEGIN_WITHIN_MS) return { state: 'running', since: parts.machine() - age };
  return claim(folder, { by: 'nobody' }) ? { state: 'unknown' } : stateOf(folder, parts);
}

function waited(folder: string, { machine }: CommandsParts): number {
  return machine() - statSync(folder).birthtimeMs;
}

function launch(key: string, request: CommandRequest, parts: CommandsParts): string {
  const job = jobOf(request, parts);
  const folder = makeRun(parts.folder, key);
  if (request.lane !== undefined) takeLane(parts.folder, request.lane, folder);
  const wrapper = spawn(process.execPath, [WRAPPER, folder], {
    cwd: parts.cwd,
    env: allowed(parts.env),
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    shell: false,
  });
  // Both show as a run that never began: there is nobody to tell here.
  wrapper.on('error', () => undefined);
  wrapper.stdin.on('error', () => undefined);
  wrapper.stdin.end(JSON.stringify(job));
  wrapper.unref();
  return folder;
}

function jobOf(request: CommandRequest, { cwd, env, secrets }: CommandsParts): Job {
  const folder = resolve(cwd, request.folder ?? '.');
  const inside = relative(cwd, folder);
  if (inside.startsWith('..') || isAbsolute(inside)) {
    throw new DidNotHappen(`the folder \`${request.folder}\` is outside the checkout: name one inside it`);
  }
  return {
    argv: [...request.argv],
    cwd: folder,
    env: { ...allowed(env), ...request.env },
    timeoutMs: request.timeoutMs,
    secrets: [...secrets],
  };
}

function allowed(env: CommandsParts['env']): Record<string, string> {
  return Object.fromEntries(
    ALLOWED.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

const folderOf = (folder: string, key: string): string => join(folder, hashed(key));

/** Runs that were called off or could not be started make room for another one under the same key. */
function newestRun(folder: string, key: string): string | undefined {
  const newest = runsOf(folderOf(folder, key)).at(-1);
  return newest === undefined ? undefined : join(folderOf(folder, key), String(newest));
}

function makeRun(folder: string, key: string): string {
  const parent = folderOf(folder, key);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const run = join(parent, String((runsOf(parent).at(-1) ?? 0) + 1));
  // Not recursive: two that start the same key at once can't both have it.
  mkdirSync(run, { mode: 0o700 });
  return run;
}

function runsOf(parent: string): readonly number[] {
  try {
    return readdirSync(parent)
      .map(Number)
      .sort((a, b) => a - b);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let ms = POLL_MS.first; !isTrue(); ms = Math.min(ms * 2, POLL_MS.most)) await pause(ms);
}
