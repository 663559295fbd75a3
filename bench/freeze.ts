import { join } from 'node:path';
import type { FreezeTerms, GuardRecord } from '../src/core/freeze/guard.ts';
import { createClock } from '../src/engine/clock.ts';
import { bringAbout } from '../src/engine/freezes/bring-about.ts';
import { keyOf, sweepOn } from '../src/engine/freezes/sweep.ts';
import { wished } from '../src/engine/freezes/want-guard.ts';
import type { EngineParts } from '../src/engine/parts.ts';
import { openOwned } from '../src/store/open.ts';
import { createStore } from '../src/store/store.ts';
import { type Connected, connectGitHub, QUIET } from './_github.ts';
import { ms, say, timed } from './_measure.ts';
import { plantPulls } from './_plant-pulls.ts';

const FEW = 5;
const MANY = 500;
/** What Shipmate allows itself where a host has limits. */
const TOLD_A_SECOND = 2;

const TERMS: FreezeTerms = {
  title: 'Bench',
  owner: 'rosa',
  channel: 'releases',
  release: null,
  version: null,
  exempt: { paths: [], labels: [], commits: [] },
  own: [],
};

/** How soon a freeze holds, and how soon every open pull request says so, with few and with many of them. */
export default async function freeze(): Promise<void> {
  for (const pulls of [FEW, MANY]) await freezeWith(pulls);
}

async function freezeWith(pulls: number): Promise<void> {
  const connected = await connectGitHub();
  await plantPulls(connected.github.world, pulls);
  const database = await openOwned(join(connected.folder, 'bench.sqlite'), {
    waitMs: 0,
    machine: Date.now,
    onWait: () => {},
  });
  try {
    const store = createStore(database.db);
    const clock = await createClock(store, Date.now);
    const bench = { connected, parts: keeperParts({ store, clock, repositories: () => connected.repository }) };
    const first = await enforce(bench);
    say(
      `first freeze, ${pulls} open`,
      `enforced by ${first.calls} calls in ${ms(first.took)}, login and new ruleset included`,
    );
    await thaw(bench);
    const { calls, took } = await enforce(bench);
    say(`a later freeze, ${pulls} open`, `enforced by ${calls} calls in ${ms(took)}`);
    const before = connected.github.calls.length;
    const told = await timed(() => tellAll(bench.parts));
    const telling = connected.github.calls.slice(before);
    const statuses = telling.filter(({ name }) => name === 'repos.create-commit-status').length;
    say(
      '  and all of them told',
      `by ${telling.length} calls, ${statuses} of them statuses, in ${ms(told)}`,
      `${statuses / TOLD_A_SECOND} s at the pace that GitHub gets`,
    );
  } finally {
    await database.close();
    await connected.stop();
  }
}

interface Bench {
  readonly connected: Connected;
  readonly parts: EngineParts;
}

/** Of these, a freeze by hand needs no more than the store, the clock and the repository. */
function keeperParts(given: Pick<EngineParts, 'store' | 'clock' | 'repositories'>): EngineParts {
  const never = (): never => {
    throw new Error('no release takes part');
  };
  return {
    ...given,
    log: QUIET,
    roles: { of: never, members: never, login: never, logins: never },
    kinds: new Map(),
    owner: 'bench',
    newId: never,
    shelf: never,
    tools: never,
    foundVersion: never,
    heardAt: () => 0,
  };
}

interface Enforced {
  readonly calls: number;
  readonly took: number;
}

async function enforce({ connected, parts }: Bench): Promise<Enforced> {
  const { calls } = connected.github;
  await want(parts, ['main']);
  const before = calls.length;
  const took = await timed(async () => bringAbout(await guardOf(parts), parts));
  if ((await guardOf(parts)).state !== 'closed') throw new Error('the freeze does not hold');
  return { calls: calls.length - before, took };
}

async function thaw({ parts }: Bench): Promise<void> {
  await want(parts, []);
  await bringAbout(await guardOf(parts), parts);
}

/** In the rounds of the keeper, without the second between them. */
async function tellAll(parts: EngineParts): Promise<void> {
  const sweep = { key: keyOf(await guardOf(parts)), todo: [], listAt: 0 };
  for (let guard = await guardOf(parts); !guard.swept; guard = await guardOf(parts)) await sweepOn(guard, sweep, parts);
}

async function want({ store, clock }: EngineParts, branches: readonly string[]): Promise<void> {
  await store.withHouse(async (house) => {
    const wish = { playbook: 'bench', repository: 'humac/kars', mode: 'ruleset' as const, branches, terms: TERMS };
    const guard = wished(await house.guard('bench'), { ...wish, machine: clock.machine() });
    if (guard) await house.saveGuard(guard);
  });
}

async function guardOf({ store }: EngineParts): Promise<GuardRecord> {
  const [guard] = await store.guards();
  if (!guard) throw new Error('no freeze was wanted');
  return guard;
}
