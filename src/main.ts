import { type AppParts, createApp } from './app.ts';
import { parseConfig } from './config.ts';
import { messageOf } from './core/errors.ts';
import { createLog } from './log.ts';
import { secretValues } from './secrets.ts';
import { openOwned } from './store/open.ts';

const LOCK_WAIT_MS = 30_000;

const machine = (): number => Date.now();

/** Runs the bot until it is told to stop. A bad environment or a broken database ends the process with what is wrong. */
export async function main(haste: AppParts['haste'] = {}): Promise<void> {
  await run(haste).catch((error: unknown) => {
    console.error(messageOf(error));
    process.exit(1);
  });
}

async function run(haste: NonNullable<AppParts['haste']>): Promise<void> {
  const config = parseConfig(process.env);
  const secrets = secretValues(process.env, config.PLAYBOOKS);
  const log = createLog({ level: config.LOG_LEVEL, secrets, machine, write: (line) => console.log(line) });
  const database = await openOwned(config.DATABASE_URL, {
    waitMs: LOCK_WAIT_MS,
    machine,
    onWait: (holder) => log.warn('another Shipmate has the database; waiting for it to end', { holder }),
  });
  const app = await createApp(config, { database, log, secrets, env: process.env, machine, haste });

  const stop = async (signal: string): Promise<void> => {
    log.info('stopping', { signal });
    await app.stop();
    await database.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(signal));

  const port = await app.start();
  log.info('ready', { port, playbooks: config.PLAYBOOKS, database: config.DATABASE_URL });
}

if (import.meta.main) await main();
