import type { CliIo } from './cli/_command.ts';
import { loadCliCommands, runCli } from './cli/_run.ts';
import { parseGitHub } from './config.ts';
import { createGitHub } from './github/github.ts';
import { githubSettings } from './github-config.ts';
import { createLog } from './log.ts';

const DOCTOR_MS = 30_000;

const machine = (): number => Date.now();

const io: CliIo = {
  out: (line) => console.log(line),
  err: (line) => console.error(line),
  env: process.env,
  cwd: process.cwd(),
  now: machine,
  hostDoctor() {
    const log = createLog({ level: 'error', secrets: [], machine, write: (line) => console.error(line) });
    const settings = githubSettings(parseGitHub(process.env));
    return createGitHub(settings, { mirrors: '', machine, log, env: {} }).doctor(AbortSignal.timeout(DOCTOR_MS));
  },
};

/** `shipmate COMMAND …` */
export async function main(): Promise<void> {
  process.exitCode = await runCli(process.argv.slice(2), await loadCliCommands(), io);
}
