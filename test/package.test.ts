import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));

// npm writes the lock file without it; then it compiles SQLite, which takes Python and a compiler that many machines lack.
it('is installed without a compiler: the lock file says `"gypfile": false` of better-sqlite3, as its own package.json does', () => {
  expect(packages['node_modules/better-sqlite3']).toMatchObject({ gypfile: false });
});
