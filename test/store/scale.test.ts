import { afterAll, beforeAll, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import type { CompiledQuery, KyselyPlugin } from 'kysely';
import { createQueryId } from 'kysely';
import type { Outbox } from '../../src/core/ports.ts';
import type { Store } from '../../src/core/store.ts';
import { createOutbox } from '../../src/store/outbox.ts';
import { createStore } from '../../src/store/store.ts';
import { openDatabase, type TestDatabase } from '../support/database.ts';

const asked: CompiledQuery[] = [];
let opened: TestDatabase;
let store: Store;
let outbox: Outbox;

beforeAll(async () => {
  opened = await openDatabase();
  const listening: KyselyPlugin = {
    transformQuery({ node }) {
      asked.push(opened.db.getExecutor().compileQuery(node, createQueryId()));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const db = opened.db.withPlugin(listening);
  store = createStore(db);
  outbox = createOutbox(db, async () => {});
});

afterAll(() => opened.remove());

const QUESTIONS: readonly (readonly [what: string, ask: () => Promise<unknown>])[] = [
  ['what is due', () => store.due(1, 1)],
  ['what falls due next', () => store.nextInstant(1)],
  ['what is open', () => store.openIds()],
  ['what waits for the outside', () => store.isPolling()],
  ['what lies in the inbox', () => store.inbox()],
  ['which follow-ups are due', () => store.followUpsDue(1)],
  ['what is unsaid', () => outbox.lines(1)],
  ['which cards are out of date', () => outbox.cards(1)],
  ['what was proven live', () => store.liveVersions('kars')],
  ['whether a release of the playbook is open', () => store.withHouse((house) => house.openReleases('kars'))],
];

it.each(QUESTIONS)('%s is asked without a walk through what is finished', async (_what, ask) => {
  asked.splice(0);
  await ask();
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.flatMap(walks)).toEqual([]);
});

/** Steps of the plan that read or sort whole tables; an index of what is open alone is small. */
function walks({ sql, parameters }: CompiledQuery): readonly string[] {
  const sqlite = new Sqlite(opened.file, { readonly: true });
  const small = sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'").pluck();
  const names = small.all();
  const plan = sqlite.prepare<unknown[], { readonly detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters);
  sqlite.close();
  const details = plan.map(({ detail }) => detail);
  const isSmall = (detail: string): boolean => names.some((name) => detail.includes(`INDEX ${name}`));
  const isSorted = details.some((detail) => detail.includes('B-TREE')) && !details.some(isSmall);
  return details.filter((detail) => (detail.startsWith('SCAN') && !isSmall(detail)) || isSorted);
}
