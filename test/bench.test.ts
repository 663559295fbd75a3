import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { fill } from '../bench/_history.ts';
import { openBeside } from '../src/store/open.ts';
import { createStore } from '../src/store/store.ts';

it('the history that is measured is one that the store can read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shipmate-bench-'));
  const file = join(folder, 'bench.sqlite');
  await fill(file, 2);
  const { db, close } = await openBeside(file);
  const store = createStore(db);
  const [history, facts, live] = [
    await store.history(9),
    await store.facts('old-2'),
    await store.liveVersions('bench'),
  ];
  await close();
  rmSync(folder, { recursive: true });

  expect(history.map(({ id }) => id)).toEqual(['old-2', 'old-1']);
  expect(facts).toHaveLength(100);
  expect(live.map(({ version }) => version)).toEqual(['1.2.0', '1.1.0']);
});
