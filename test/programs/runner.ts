/** Starts one command as the bot would, to be killed in the middle: `node runner.ts FOLDER KEY TIMEOUT PROGRAM…`. */
import { createCommands } from '../../src/programs/commands.ts';

const [, , folder = '', key = '', timeoutMs = '', ...argv] = process.argv;
const commands = createCommands({ folder, cwd: '/', env: process.env, machine: Date.now, secrets: [] });
await commands.start(key, { argv, timeoutMs: Number(timeoutMs) });
process.stdout.write('started\n');
await commands.run(key, { argv, timeoutMs: Number(timeoutMs) });
