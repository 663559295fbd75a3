import type { CliCommand, CliIo } from '../../src/cli/_command.ts';

/** Runs a command of `shipmate` and keeps what it said. Nobody connects to a host unless the test does. */
export async function runCommand(command: CliCommand, args: readonly string[], parts: Partial<CliIo> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const io: CliIo = {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    env: {},
    cwd: '/',
    now: () => 0,
    hostDoctor: () => ({ examine: async () => ({ problems: [], notes: [] }) }),
    ...parts,
  };
  return { code: await command.run(args, io), out, err };
}
