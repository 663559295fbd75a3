import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { Run } from './actions/run.ts';
import type { CheckRun, Status } from './checks/reports.ts';
import type { World } from './world.ts';

/** What is known besides what git keeps. */
interface Memory
  extends Pick<
    World,
    'pulls' | 'queue' | 'rulesets' | 'protections' | 'environments' | 'deployments' | 'releases' | 'alerts'
  > {
  readonly runs: readonly Run[];
  readonly said: readonly {
    readonly sha: string;
    readonly statuses: readonly Status[];
    readonly runs: readonly CheckRun[];
  }[];
  readonly lastId: number;
}

/** Writes down what a GitHub in the same folder goes on with. */
export function remember(world: World, file: string): void {
  const { pulls, rulesets, protections, environments, deployments, releases, alerts, queue, reports } = world;
  const memory: Memory = {
    ...{ pulls, rulesets, protections, environments, deployments, releases, alerts, queue },
    runs: world.runs.all,
    said: commitsThatMatter(world).map((sha) => {
      return { sha, statuses: [...reports.statuses(sha)].reverse(), runs: reports.checkRuns(sha) };
    }),
    lastId: world.nextId(),
  };
  writeFileSync(file, serialize(memory));
}

/** Once only: a GitHub that is not stopped in order would go on with what is no longer true. */
export function recall(world: World, file: string): void {
  // Only `remember` writes this file.
  const memory: Memory = deserialize(readFileSync(file));
  rmSync(file);
  refill(world.pulls, memory.pulls);
  refill(world.rulesets, memory.rulesets);
  refill(world.protections, memory.protections);
  refill(world.environments, memory.environments);
  refill(world.deployments, memory.deployments);
  refill(world.releases, memory.releases);
  refill(world.alerts, memory.alerts);
  world.queue.push(...memory.queue);
  for (const { sha, statuses, runs } of memory.said) {
    for (const status of statuses) world.reports.tell(sha, status);
    for (const run of runs) world.reports.check(sha, run);
  }
  while (world.nextId() < memory.lastId);
  world.runs.goOn(memory.runs);
}

function refill<Key, Value>(map: Map<Key, Value>, from: ReadonlyMap<Key, Value>): void {
  map.clear();
  for (const [key, value] of from) map.set(key, value);
}

/** Nobody asks any more what was said about others. */
function commitsThatMatter({ refs, pulls }: World): readonly string[] {
  const tips = refs.below('refs/').map(({ sha }) => sha);
  const ends = [...pulls.values()].flatMap(({ head, merged }) => [head.sha, ...(merged ? [merged.sha] : [])]);
  return [...new Set([...tips, ...ends])];
}
