import { createApp } from '../../../src/app.ts';
import { parseConfig } from '../../../src/config.ts';
import { createLog } from '../../../src/log.ts';
import { openOwned } from '../../../src/store/open.ts';

/** The bot of src/main.ts, but for a sender that does not keep to limits that the stand-in does not have. */

const SETTLE_MS = 2_000;
const machine = (): number => Date.now();

const config = parseConfig(process.env);
const log = createLog({ level: 'info', secrets: [], machine, write: (line) => console.log(line) });
const database = await openOwned(config.DATABASE_URL, { waitMs: 10_000, machine, onWait: () => {} });
const app = await createApp(config, {
  database,
  log,
  env: process.env,
  machine,
  haste: { pace: {}, settleMs: SETTLE_MS },
});
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)));
await app.start();
log.info('ready', {});
