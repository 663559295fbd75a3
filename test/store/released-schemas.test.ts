import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { loadKit } from '../../src/engine/load.ts';
import { toView } from '../../src/engine/read-release.ts';
import { verifyChain } from '../../src/store/chain.ts';
import { openOwned } from '../../src/store/open.ts';
import { createStore } from '../../src/store/store.ts';

const SCHEMAS = fileURLToPath(new URL('./schemas/', import.meta.url));

// Written once by the version that released the schema, with a finished release (one round refused) and one under way.
it.each(readdirSync(SCHEMAS))('a database of schema %s is opened, read and verified', async (file) => {
  const folder = mkdtempSync(join(tmpdir(), 'shipmate-schema-'));
  copyFileSync(join(SCHEMAS, file), join(folder, 'old.sqlite'));
  const database = await openOwned(join(folder, 'old.sqlite'), { waitMs: 0, machine: () => 1, onWait: () => {} });
  const store = createStore(database.db);
  const { steps: kinds } = await loadKit(new URL('../../src/', import.meta.url));

  for (const { id } of await store.history(10)) {
    const records = await store.read(id);
    if (!records) throw new Error(`no ${id}`);
    const { seq, head: hash } = records.release;
    const facts = await store.facts(id);
    expect(verifyChain(facts, { seq, hash })).toMatchObject({ problems: [] });
    expect(toView(records).runs[0]?.steps).toHaveLength(2);
    for (const fact of facts.filter(({ type }) => !type.includes(':'))) {
      const kind = kinds.get(records.steps.find((step) => step.id === fact.step)?.kind ?? '');
      const stamp = { type: fact.type, at: fact.at, recorded: fact.recorded };
      expect(
        kind?.facts.safeParse({ ...z.record(z.string(), z.unknown()).parse(JSON.parse(fact.body ?? '{}')), ...stamp }),
      ).toMatchObject({ success: true });
    }
  }

  expect((await store.history(10)).map(({ status }) => status)).toEqual(['open', 'finished']);
  await database.close();
  rmSync(folder, { recursive: true });
});
