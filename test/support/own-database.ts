import { openOwned } from '../../src/store/open.ts';
import { OWNER } from './database.ts';

/** A process of its own that owns the database given to it, until it is killed. */
const [file = ''] = process.argv.slice(2);
await openOwned(file, OWNER);
process.stdout.write('open\n');
setInterval(() => {}, 60_000);
