import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Directory, Log } from '../../src/core/ports.ts';
import type { Order } from '../../src/core/release/order.ts';
import type { ReleaseView, StepState } from '../../src/core/release/release.ts';
import type { Repositories } from '../../src/core/repository/repository.ts';
import type { Store } from '../../src/core/store.ts';
import { createClock, type JumpingClock } from '../../src/engine/clock.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { foundVersion } from '../../src/engine/found-version.ts';
import { jump } from '../../src/engine/jump.ts';
import { type Definitions, loadKit } from '../../src/engine/load.ts';
import type { EngineParts } from '../../src/engine/parts.ts';
import { readPlaybooks } from '../../src/engine/playbook-folder.ts';
import { createRoles } from '../../src/engine/roles.ts';
import { createTools } from '../../src/engine/tools.ts';
import { createCommands } from '../../src/programs/commands.ts';
import { type OpenDatabase, openOwned } from '../../src/store/open.ts';
import { createOutbox } from '../../src/store/outbox.ts';
import { createStore } from '../../src/store/store.ts';

export interface WorkshopOptions {
  /** Absolute folder of playbooks. */
  readonly playbooks: string;
  /** Where requests to the hosts of playbooks go. */
  readonly hosts?: ReadonlyMap<string, string>;
  /** Business time at the start, UTC milliseconds. */
  readonly now: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Keep this folder and go on with what lies in it. */
  readonly folder?: string;
  /** Slack ids by e-mail; by default `rosa@kars.example` is `Urosa`. */
  readonly directory?: Directory;
  /** Machine time; by default the clock on the wall. */
  readonly machine?: () => number;
  /** How long a jump waits for what is outside, in machine milliseconds. */
  readonly patienceMs?: number;
  /** Installed beside what is installed anyway. */
  readonly more?: Partial<Definitions>;
  /** When the last process was gone. */
  readonly away?: NonNullable<EngineParts['away']>;
  /** Where the code lives; by default nowhere. */
  readonly repositories?: Repositories;
  /** Puts something around the store that the engine gets. */
  readonly around?: (store: Store) => Store;
}

export interface Workshop {
  readonly engine: Engine;
  readonly folder: string;
  readonly store: Store;
  /** Below the store, for what no port offers. */
  readonly db: OpenDatabase['db'];
  readonly parts: EngineParts;
  readonly clock: JumpingClock;
  readonly said: () => Promise<readonly string[]>;
  readonly problems: readonly string[];
  now(): number;
  jump(to: number): Promise<string | undefined>;
  /** Lets everything settle, and delivers every message. */
  settle(): Promise<void>;
  order(order: Order, by: string): Promise<string>;
  /** The newest state of the only open release, or of the one named. */
  release(id?: string): Promise<ReleaseView>;
  step(id: string, run?: string): Promise<StepState>;
  /** Answers the ask of a step; `fields` for its modal. */
  answer(
    step: string,
    answer: { verb: string; item?: string; by: string; fields?: Record<string, string>; run?: string },
  ): Promise<string>;
  close(): Promise<void>;
}

/** `rosa@kars.example` is `Urosa`; the group `kars-qa` has Quinn and Iris. */
export const KARS_DIRECTORY: Directory = {
  userByEmail: async (email) => `U${email.split('@')[0]}`,
  group: async (handle) => (handle === 'kars-qa' ? ['Uquinn', 'Uiris'] : undefined),
  isMember: async (user) => user.startsWith('U'),
};

/** The real engine on a real SQLite file, with Slack left out: messages are delivered by settle(). */
export async function openWorkshop(options: WorkshopOptions): Promise<Workshop> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'shipmate-'));
  const machine = options.machine ?? Date.now;
  const problems: string[] = [];
  const note = (message: string, details?: object): void => {
    problems.push(
      `${message} ${JSON.stringify(details, (_key, value) => (value instanceof Error ? value.stack : value))}`,
    );
  };
  const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: note };
  const database = await openOwned(join(folder, 'test.sqlite'), { waitMs: 0, machine, onWait: () => {} });
  const stored = createStore(database.db);
  const store = options.around?.(stored) ?? stored;
  const clock = await createClock(store, machine);
  await clock.set(options.now);
  const kit = withMore(await loadKit(new URL('../../src/', import.meta.url)), options.more);
  const env = { PATH: process.env.PATH, ...options.env };
  const commands = createCommands({ folder: join(folder, 'programs'), cwd: ROOT, env, machine, secrets: [] });
  const hosts = options.hosts ?? new Map();
  const roles = createRoles(options.directory ?? KARS_DIRECTORY, log);
  const repositories = options.repositories ?? noRepositories;
  const parts: EngineParts = {
    heardAt: () => 0,
    store,
    clock,
    roles,
    kinds: kit.steps,
    log,
    owner: randomUUID(),
    newId: randomUUID,
    shelf: () => readPlaybooks(options.playbooks, kit),
    foundVersion: (playbook) => foundVersion(playbook, { env, hosts }),
    tools: (view, key) => createTools(view, key, { ...kit, commands, env, hosts, roles, repositories }),
    repositories,
    ...(options.away && { away: options.away }),
  };
  const engine = createEngine(parts);
  const outbox = createOutbox(database.db, async (release, { run, step, round }, { type, ...body }) => {
    await store.withRelease(release, (unit) =>
      unit.append({ run, step, round, type, body, at: clock.now(), recorded: machine() }),
    );
    engine.poke(release);
  });
  const texts: string[] = [];

  const deliver = async (): Promise<boolean> => {
    // Cards are not drawn here; only what their threads need is pretended.
    for (const card of await outbox.cards(machine()))
      await outbox.cardSent(card.key, { channel: 'C', ts: card.key }, 'x', card.drawn);
    const lines = await outbox.lines(machine());
    for (const line of lines) {
      texts.push(line.text);
      await outbox.lineSent(line.id, { channel: 'C', ts: String(line.id) });
    }
    return lines.length > 0;
  };
  const settle = async (): Promise<void> => {
    do await engine.settled();
    while (await deliver());
    await engine.settled();
  };
  const workshop: Workshop = {
    engine,
    folder,
    store,
    db: database.db,
    parts,
    clock,
    problems,
    said: async () => texts,
    now: () => clock.now(),
    settle,
    async jump(to) {
      const parts = {
        engine: { tick: engine.tick, settled: settle },
        clock,
        store,
        patienceMs: options.patienceMs ?? (options.machine ? 0 : 20_000),
      };
      return (await jump(to, parts)).stopped;
    },
    async order(order, by) {
      const { text } = await engine.releases.submit(order, { by, via: 'slack', key: randomUUID() });
      await settle();
      return text;
    },
    async release(id) {
      const ids = await store.openIds();
      const view = await engine.releases.find(id ?? ids.at(-1) ?? '');
      if (!view) throw new Error(`no such release; open: ${ids}`);
      return view;
    },
    async step(id, run) {
      const view = await workshop.release();
      const steps = (run ? view.runs.filter((each) => each.id === run) : [...view.runs].reverse()).flatMap(
        ({ steps }) => steps,
      );
      const step = steps.find((each) => each.id === id);
      if (!step) throw new Error(`no step ${id}: ${steps.map((each) => each.id)}`);
      return step;
    },
    async answer(step, { verb, item, by, fields = {}, run }) {
      const view = await workshop.release();
      const of = view.runs.findLast((each) => (run ? each.id === run : each.status === 'running'));
      const state = of?.steps.find(({ id }) => id === step);
      if (!of || !state) throw new Error(`no step ${step}`);
      return workshop.order(
        {
          order: 'answer',
          release: view.id,
          run: of.id,
          step,
          round: state.round,
          verb,
          fields,
          ...(item !== undefined && { item }),
        },
        by,
      );
    },
    async close() {
      await engine.stop(5_000);
      await database.close();
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
    },
  };
  return workshop;
}

function withMore(
  kit: Definitions,
  { steps = new Map(), checks = new Map(), providers = new Map() }: Partial<Definitions> = {},
): Definitions {
  return {
    steps: new Map([...kit.steps, ...steps]),
    checks: new Map([...kit.checks, ...checks]),
    providers: new Map([...kit.providers, ...providers]),
  };
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const noRepositories: Repositories = () => {
  throw new Error('no repository is connected in this test');
};
