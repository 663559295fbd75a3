import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createAccess } from './access.ts';
import { createCi } from './checks/ci.ts';
import { createReports } from './checks/reports.ts';
import { createEvents, type Effect } from './events.ts';
import { createGit } from './git/git.ts';
import { createHistory } from './git/history.ts';
import { createObjects } from './git/objects.ts';
import { createRefs } from './git/refs.ts';
import { createMergeability } from './pulls/mergeability.ts';
import { createShipping } from './shipping.ts';
import type { Repository, World } from './world.ts';

export interface WorldOptions {
  readonly folder: string;
  readonly repository: Repository;
  readonly origin: string;
  readonly machine: () => number;
  readonly effects: Effect[];
  readonly signal: AbortSignal;
}

/** A GitHub with one empty repository in this folder: `<folder>/<owner>/<name>.git`. */
export async function createWorld(options: WorldOptions): Promise<World> {
  const { repository, origin, machine, effects, signal } = options;
  const bare = resolve(options.folder, `${repository.fullName}.git`);
  mkdirSync(bare, { recursive: true });
  const git = createGit(bare);
  await prepare(git, repository.defaultBranch);
  const objects = createObjects(bare);
  const history = createHistory(git, objects);
  const events = createEvents();
  const reports = createReports();
  const pulls: World['pulls'] = new Map();
  let id = 1_000_000;
  const nextId = (): number => {
    id += 1;
    return id;
  };
  const urls = { api: origin, web: origin };
  return {
    ...{ repository, urls, git, objects, history, reports, events, machine, nextId },
    refs: await createRefs(git),
    access: createAccess(machine),
    pulls,
    mergeability: createMergeability(history),
    queue: [],
    rulesets: new Map(),
    protections: new Map(),
    ci: createCi({ reports, events, machine, nextId, signal }),
    ...createShipping({ repository, urls, machine, events, signal }),
    nextNumber: () => 1 + Math.max(0, ...pulls.keys()),
    alone: createTurns(),
    effect: (kind, what, by) => void effects.push({ kind, what, by, at: machine() }),
  };
}

async function prepare(git: ReturnType<typeof createGit>, defaultBranch: string): Promise<void> {
  await git.run(['init', '--quiet', '--bare', '--template=', `--initial-branch=${defaultBranch}`, '.']);
  // Forks have repositories of their own at GitHub; here they are refs that nobody sees.
  const config = resolve(git.folder, 'config');
  const hidden = '[transfer]\n\thideRefs = refs/forks\n';
  if (!readFileSync(config, 'utf8').includes(hidden)) appendFileSync(config, hidden);
}

/** Whoever comes waits for those before. */
function createTurns(): World['alone'] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work, work);
    last = turn.catch(() => {});
    return turn;
  };
}
