import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log, Roles } from '../src/core/ports.ts';
import { Order } from '../src/core/release/order.ts';
import { createClock, type JumpingClock } from '../src/engine/clock.ts';
import { createEngine, type Engine } from '../src/engine/engine.ts';
import { loadKit } from '../src/engine/load.ts';
import { readPlaybooks } from '../src/engine/playbook-folder.ts';
import { type OpenDatabase, openOwned } from '../src/store/open.ts';
import { createStore } from '../src/store/store.ts';
import { here } from './_bot.ts';
import { ms, say, timed } from './_measure.ts';

const FEW = 100;
const MANY = 1_000;
const ROUNDS = 3;
const DAY_MS = 86_400_000;

/** Releases that all fall due in the same minute: how fast they move, without a word to Slack. */
export default async function due(): Promise<void> {
  for (let round = 1; round <= ROUNDS; round++) {
    const few = await wake(FEW);
    const many = await wake(MANY);
    say(
      `due at once, round ${round}`,
      `${FEW} releases ${ms(few.took)}, ${few.perSecond.toFixed(0)} moves/s`,
      `${MANY} releases ${ms(many.took)}, ${many.perSecond.toFixed(0)} moves/s`,
      `ratio ${(few.perSecond / many.perSecond).toFixed(2)}`,
    );
  }
}

async function wake(releases: number): Promise<{ readonly took: number; readonly perSecond: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'shipmate-bench-'));
  const database = await openOwned(join(folder, 'bench.sqlite'), { waitMs: 0, machine: Date.now, onWait: () => {} });
  try {
    const { engine, clock } = await createBareEngine(database);
    await openAll(releases, engine);
    const before = await movesIn(database);
    await clock.set(clock.now() + DAY_MS);
    const took = await timed(async () => {
      await engine.tick();
      await engine.settled();
    });
    const moves = (await movesIn(database)) - before;
    if (moves < releases) throw new Error(`${moves} moves for ${releases} releases`);
    return { took, perSecond: (moves / took) * 1000 };
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every fact of a step that is no answer of a person is one move. */
async function movesIn({ db }: OpenDatabase): Promise<number> {
  const { moves } = await db
    .selectFrom('facts')
    .select((eb) => eb.fn.countAll<number>().as('moves'))
    .where('person', 'is', null)
    .where('step', 'is not', null)
    .executeTakeFirstOrThrow();
  return moves;
}

async function openAll(releases: number, engine: Engine): Promise<void> {
  const order = Order.parse({ order: 'start', playbook: 'due' });
  for (let number = 0; number < releases; number++) {
    await engine.releases.submit(order, { by: 'U0ROSA', via: 'slack', key: `bench/${number}` });
  }
  await engine.settled();
}

function nothingOutside(): never {
  throw new Error('nothing outside is asked');
}

async function createBareEngine(
  database: OpenDatabase,
): Promise<{ readonly engine: Engine; readonly clock: JumpingClock }> {
  const store = createStore(database.db);
  const clock = await createClock(store, Date.now);
  const kit = await loadKit(new URL('../src/', import.meta.url));
  const shelf = await readPlaybooks(here('playbooks'), kit);
  const engine = createEngine({
    store,
    clock,
    roles: EVERYBODY,
    kinds: kit.steps,
    log: SILENT,
    owner: randomUUID(),
    newId: randomUUID,
    shelf: async () => shelf,
    foundVersion: async () => undefined,
    tools: nothingOutside,
    repositories: nothingOutside,
  });
  return { engine, clock };
}

const EVERYBODY: Roles = {
  of: async (playbook) => Object.keys(playbook.roles),
  members: async () => ({ members: ['U0ROSA'], deputies: [] }),
  login: async () => null,
  logins: async () => [],
};

const fault = (message: string, details?: object): void => console.error(message, details);
const SILENT: Log = { debug: () => {}, info: () => {}, warn: fault, error: fault };
