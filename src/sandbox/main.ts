import { parseArgs } from 'node:util';
import { messageOf } from '../core/errors.ts';
import { freePort } from './http.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';

const USUAL_PORT = 4100;

/** `npm run sandbox [-- --port 4200] [--keep]`: runs until it is interrupted. */
export async function main(args: readonly string[] = process.argv.slice(2)): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { port: { type: 'string' }, keep: { type: 'boolean', default: false } },
  });
  const port = values.port === undefined ? await freePort(USUAL_PORT) : Number(values.port);
  const sandbox = await startSandbox({ port, keep: values.keep, supervise: true });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void leave(sandbox));
  // The page shows what the bot said before it gave up, so that the sandbox stays open without it.
  await sandbox.startBot().catch((error: unknown) => process.stderr.write(`${messageOf(error)}\n`));
  process.stdout.write(`Shipmate sandbox: ${sandbox.url}\n`);
}

async function leave(sandbox: Sandbox): Promise<void> {
  await sandbox.stop();
  process.exit(0);
}

if (import.meta.main) await main();
