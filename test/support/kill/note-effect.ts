import { appendFileSync } from 'node:fs';

/** The program of the playbook's `run` step. One line for each time that it ran, for a test that counts. */
const [, , release = ''] = process.argv;
appendFileSync(process.env.KILL_LEDGER ?? '', `${release}\n`);
