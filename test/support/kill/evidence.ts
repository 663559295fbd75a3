import { setTimeout as pause } from 'node:timers/promises';
import type { ChainedFact, ReleaseRecords } from '../../../src/core/store.ts';
import { openBeside } from '../../../src/store/open.ts';
import { createStore } from '../../../src/store/store.ts';

export interface IntentRow {
  readonly release: string;
  readonly run: string;
  readonly step: string;
  readonly round: number;
  readonly action: string;
  readonly key: string;
  readonly status: string;
}

export interface LineRow {
  readonly id: number;
  readonly channel: string;
  readonly status: string;
  readonly message: string | null;
  readonly release: string | null;
  readonly text: string;
}

/** What lies in the bot's store, read beside it. */
export interface Evidence {
  /** The key of what was to be done, as the platform knows it. */
  keyOf(intent: string): Promise<string>;
  isFrozen(): Promise<boolean>;
  /** Resolves when nothing is left to be done, at the host either, or said; throws with what is left after a while. */
  settled(): Promise<void>;
  /** Where a release stands, for the words of a failure. */
  tell(release: string): Promise<string>;
  release(id: string): Promise<ReleaseRecords | undefined>;
  releases(): Promise<readonly string[]>;
  facts(chain: string): Promise<readonly ChainedFact[]>;
  intents(): Promise<readonly IntentRow[]>;
  lines(): Promise<readonly LineRow[]>;
  cards(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const SETTLED_MS = 60_000;

export async function openEvidence(file: string): Promise<Evidence> {
  const { db, close } = await openBeside(file);
  const store = createStore(db);
  const unsaid = () =>
    db
      .selectFrom('outbox')
      .select(['id', 'text', 'status', 'error'])
      .where('status', 'in', ['queued', 'sending'])
      .execute();
  const open = () => db.selectFrom('intents').selectAll().where('status', 'in', ['open', 'unsure']).execute();
  const unmet = () =>
    db
      .selectFrom('guards')
      .select(['playbook', 'wanted', 'state', 'problem'])
      .whereRef('state', '!=', 'wanted')
      .execute();

  return {
    close,
    facts: store.facts,
    release: store.read,
    async keyOf(intent) {
      return (await db.selectFrom('intents').select('key').where('id', '=', intent).executeTakeFirstOrThrow()).key;
    },
    isFrozen: async () => (await store.freezes()).length > 0,
    async settled() {
      const until = Date.now() + SETTLED_MS;
      for (;;) {
        const left = [...(await unsaid()), ...(await open()), ...(await unmet())];
        if (left.length === 0) return;
        if (Date.now() > until) throw new Error(`not settled: ${JSON.stringify(left)}`);
        await pause(100);
      }
    },
    async tell(release) {
      const records = await store.read(release);
      const steps = records?.steps.filter(({ status }) => !['done', 'pending'].includes(status));
      return JSON.stringify({
        ...records?.release,
        plan: undefined,
        runs: records?.runs,
        steps,
        intents: await open(),
        unsaid: await unsaid(),
        unmet: await unmet(),
      });
    },
    async releases() {
      return (await db.selectFrom('releases').select('id').execute()).map(({ id }) => id);
    },
    intents: () =>
      db.selectFrom('intents').select(['release', 'run', 'step', 'round', 'action', 'key', 'status']).execute(),
    lines: () => db.selectFrom('outbox').select(['id', 'channel', 'status', 'message', 'release', 'text']).execute(),
    async cards() {
      return (await db.selectFrom('cards').select('key').execute()).map(({ key }) => key);
    },
  };
}
