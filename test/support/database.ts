import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LineToSay } from '../../src/core/message.ts';
import type { Playbook } from '../../src/core/playbook/playbook.ts';
import { CHAIN_START } from '../../src/core/release/fact.ts';
import type { Plan } from '../../src/core/release/plan.ts';
import type { ReleaseRecord, RunRecord, StepRecord, Store } from '../../src/core/store.ts';
import { AT_THE_BEGINNING } from '../../src/engine/turn.ts';
import { type OpenDatabase, type OwnerOptions, openOwned } from '../../src/store/open.ts';
import { createStore } from '../../src/store/store.ts';

export interface TestDatabase extends OpenDatabase {
  readonly folder: string;
  readonly file: string;
  readonly store: Store;
  /** Closes it and removes its folder. */
  remove(): Promise<void>;
}

export const OWNER: OwnerOptions = { waitMs: 0, machine: () => 1_000, onWait: () => {} };

/** A fresh database in a folder of its own. */
export async function openDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'shipmate-store-'));
  const file = join(folder, 'test.sqlite');
  const database = await openOwned(file, OWNER);
  return {
    ...database,
    folder,
    file,
    store: createStore(database.db),
    async remove() {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function aRelease(id: string, more: Partial<ReleaseRecord> = {}): ReleaseRecord {
  const plan: Plan = { playbook: { title: 'Lab' } as Playbook, type: 'weekly', slot: 0, phases: [], rollback: [] };
  return {
    id,
    playbook: 'lab',
    type: 'weekly',
    plan,
    openedBy: null,
    openedAt: 1,
    version: '1.0.0',
    provisional: true,
    previous: null,
    summary: '',
    incident: '',
    status: 'open',
    endedAt: null,
    hold: null,
    seq: 0,
    head: CHAIN_START,
    ...more,
  };
}

export function aRun(id = 'main'): RunRecord {
  return {
    id,
    startedAt: 1,
    startedBy: null,
    ownPhases: null,
    reason: null,
    toVersion: null,
    database: false,
    status: 'running',
    endedAt: null,
    phases: {},
    wakeAt: null,
  };
}

export function aStep(id: string, more: Partial<StepRecord> = {}): StepRecord {
  return {
    run: 'main',
    id,
    position: 0,
    parent: null,
    phase: 0,
    kind: 'manual',
    title: id,
    owner: 'lead',
    round: 1,
    ...AT_THE_BEGINNING,
    ...more,
  };
}

/** Adds a release with steps of these names. */
export async function addRelease(store: Store, id: string, steps: readonly string[] = ['look']): Promise<void> {
  await store.withHouse((house) =>
    house.addRelease(
      aRelease(id),
      aRun(),
      steps.map((step, position) => aStep(step, { position })),
    ),
  );
}

export function aFact(type: string, body: object = {}) {
  return { run: 'main', step: 'look', round: 1, type, body: { ...body }, at: 5, recorded: 6 };
}

export function aLine(text: string, more: Partial<LineToSay> = {}): LineToSay {
  return { kind: 'announce', channel: 'releases', text, ...more };
}
