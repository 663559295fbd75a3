import { UserError } from '../core/errors.ts';
import { nearest } from '../core/text.ts';
import { loadDefinitions } from '../engine/load.ts';
import type { CliCommand, CliIo } from './_command.ts';

/** Runs one `shipmate` command. Resolves to the exit code. */
export async function runCli(
  argv: readonly string[],
  commands: ReadonlyMap<string, CliCommand>,
  io: CliIo,
): Promise<number> {
  const [name = 'help', ...args] = argv;
  const command = commands.get(name);
  if (!command) return usage(name, commands, io);
  try {
    return await command.run(args, io);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    io.err(error.message);
    if (error.fix) io.err(error.fix);
    return error.code === 'bad_usage' ? 2 : 1;
  }
}

function usage(name: string, commands: ReadonlyMap<string, CliCommand>, io: CliIo): number {
  const isHelp = name === 'help' || name === '--help';
  const write = isHelp ? io.out : io.err;
  const meant = nearest(name, [...commands.keys()]);
  if (!isHelp) write(`There is no command \`${name}\`${meant ? `; did you mean \`${meant}\`?` : '.'}`);
  for (const command of commands.values()) {
    write(`  shipmate ${`${command.name} ${command.usage}`.trim().padEnd(52)} ${command.summary}`);
  }
  return isHelp ? 0 : 2;
}

/** One file of this folder is one command. */
export async function loadCliCommands(): Promise<ReadonlyMap<string, CliCommand>> {
  return loadDefinitions<CliCommand>(new URL('./', import.meta.url));
}
