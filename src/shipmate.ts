import type { CliIo } from './cli/_command.ts';
import { loadCliCommands, runCli } from './cli/_run.ts';

const io: CliIo = {
  out: (line) => console.log(line),
  err: (line) => console.error(line),
  env: process.env,
  cwd: process.cwd(),
  now: () => Date.now(),
};

/** `shipmate COMMAND …` */
export async function main(): Promise<void> {
  process.exitCode = await runCli(process.argv.slice(2), await loadCliCommands(), io);
}
