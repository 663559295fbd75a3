import type { HostDoctor } from '../core/host-doctor.ts';

/** One `shipmate` command. */
export interface CliCommand {
  /** What is typed behind `shipmate`, and the name of its file. */
  readonly name: string;
  readonly summary: string;
  /** Its arguments: `FILE…`. */
  readonly usage: string;
  /** Resolves to the exit code: 0 all is well, 1 it is not, 2 wrong arguments. UserErrors are left to the caller. */
  run(args: readonly string[], io: CliIo): Promise<number>;
}

/** All of the process that a command may touch. */
export interface CliIo {
  out(line: string): void;
  err(line: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that file names are relative to. */
  readonly cwd: string;
  /** UTC milliseconds. */
  now(): number;
  /** Throws when the environment says something wrong about the repository's host. */
  hostDoctor(): HostDoctor;
}

export function defineCliCommand(command: CliCommand): CliCommand {
  return command;
}
