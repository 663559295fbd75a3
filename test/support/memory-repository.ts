import { DidNotHappen } from '../../src/core/errors.ts';
import type { Alert, AlertSource } from '../../src/core/repository/alerts.ts';
import type { NewDeployment } from '../../src/core/repository/deployments.ts';
import type { Gate } from '../../src/core/repository/gates.ts';
import type { Planned } from '../../src/core/repository/issues.ts';
import type { NewPublication } from '../../src/core/repository/publications.ts';
import type { PullRequest, Reviews } from '../../src/core/repository/pull-requests.ts';
import type { Repository } from '../../src/core/repository/repository.ts';
import type { Dispatch, WaitingEnvironment, WorkflowJob, WorkflowRun } from '../../src/core/repository/workflows.ts';
import { MemoryGit } from './memory-git.ts';
import { memoryPulls } from './memory-pulls.ts';

/** What stands at the host. Tests write here what people and other programs do. */
export interface World {
  readonly git: MemoryGit;
  readonly pulls: Map<number, PullRequest>;
  readonly reviews: Map<number, Reviews>;
  readonly enqueued: number[];
  /** By commit. */
  readonly gates: Map<string, readonly Gate[]>;
  readonly told: { readonly commit: string; readonly context: string; readonly state: string }[];
  readonly deployments: (NewDeployment & {
    readonly id: number;
    readonly told: { readonly url?: string | undefined }[];
  })[];
  readonly published: (NewPublication & { readonly id: number })[];
  readonly runs: Map<number, WorkflowRun>;
  readonly jobs: Map<number, readonly WorkflowJob[]>;
  readonly waiting: Map<number, readonly WaitingEnvironment[]>;
  readonly dispatched: Dispatch[];
  readonly alerts: Map<AlertSource, readonly Alert[]>;
  /** By `milestone 1.5.0`. */
  readonly planned: Map<string, Planned>;
  /** Why a branch can't be merged into but by a pull request or its queue; by branch. */
  readonly rules: Map<string, { readonly refused: string } | 'queue'>;
  /** Calls in order, by name: `refs.createTag`. */
  readonly calls: string[];
}

type Trouble =
  /** Refused before it was carried out. */
  | 'refuse'
  /** Carried out, and the answer got lost. */
  | 'lose';

export interface MemoryRepository extends Repository {
  readonly world: World;
  /** What happens to the next call of this name. */
  next(call: string, trouble: Trouble): void;
}

/** A repository at a host that lives in memory, for tests of what uses the port. The real adapter has tests of its own. */
export function memoryRepository(git = new MemoryGit()): MemoryRepository {
  const world: World = {
    git,
    pulls: new Map(),
    reviews: new Map(),
    enqueued: [],
    gates: new Map(),
    told: [],
    deployments: [],
    published: [],
    runs: new Map(),
    jobs: new Map(),
    waiting: new Map(),
    dispatched: [],
    alerts: new Map(),
    planned: new Map(),
    rules: new Map(),
    calls: [],
  };
  const troubles = new Map<string, Trouble>();
  const parts = {
    refs: refsOf(world),
    files: filesOf(world),
    history: historyOf(world),
    pulls: memoryPulls(world),
    gates: gatesOf(world),
    workflows: workflowsOf(world),
    deployments: deploymentsOf(world),
    publications: publicationsOf(world),
  };
  const troubled = Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, withTroubles(name, part, { world, troubles })]),
  ) as typeof parts;
  return {
    name: 'acme/web',
    ...troubled,
    alerts: { open: async (source) => world.alerts.get(source) ?? [] },
    issues: { planned: async ({ by, name }) => world.planned.get(`${by} ${name}`) },
    guard: { close: notHere, open: notHere, look: notHere },
    links: LINKS,
    world,
    next: (call, trouble) => troubles.set(call, trouble),
  };
}

const LINKS: Repository['links'] = {
  home: 'https://host.example/acme/web',
  commit: (sha) => `https://host.example/acme/web/commit/${sha}`,
  branch: (name) => `https://host.example/acme/web/tree/${name}`,
  tag: (name) => `https://host.example/acme/web/tag/${name}`,
  pull: (number) => `https://host.example/acme/web/pull/${number}`,
  compare: (base, head) => `https://host.example/acme/web/compare/${base}...${head}`,
};

const notHere = () => Promise.reject(new Error('nothing is frozen here'));

type Calls = Readonly<Record<string, (...args: never[]) => unknown>>;

function withTroubles(
  name: string,
  part: object,
  { world, troubles }: { world: World; troubles: Map<string, Trouble> },
): object {
  const wrapped = Object.entries(part as Calls).map(([method, call]) => [
    method,
    async (...args: never[]) => {
      const full = `${name}.${method}`;
      const trouble = troubles.get(full);
      troubles.delete(full);
      world.calls.push(full);
      if (trouble === 'refuse') throw new DidNotHappen(`${full} was refused`);
      const result = await call(...args);
      if (trouble === 'lose') throw new Error('socket hang up');
      return result;
    },
  ]);
  return Object.fromEntries(wrapped);
}

function refsOf({ git, rules }: World): Repository['refs'] {
  return {
    branch: async (name) => git.branches.get(name),
    tag: async (name) => {
      const tag = git.tags.get(name);
      return tag && { name, annotated: true, ...tag };
    },
    tagNames: async (beginning) => [...git.tags.keys()].filter((name) => name.startsWith(beginning)),
    compare: async (base, head) => git.compare(base, head),
    createBranch: async (name, commit) => {
      if (git.branches.has(name)) throw new DidNotHappen(`\`${name}\` is there already`);
      git.cut(name, commit);
    },
    createTag: async ({ name, commit, message }) => {
      if (git.tags.has(name)) throw new DidNotHappen(`\`${name}\` is there already`);
      git.tag(name, commit, message);
    },
    deleteBranch: async (name) => {
      git.branches.delete(name);
    },
    merge: async ({ into, from, message }) => {
      const rule = rules.get(into);
      if (rule) return { refused: rule === 'queue' ? 'the branch has a merge queue' : rule.refused };
      if (git.missing(into, from).length === 0) return { already: true };
      const merged = git.merge(into, from, message);
      return typeof merged === 'string' ? { merged } : { conflict: `both sides changed ${merged.conflict.join(', ')}` };
    },
  };
}

function filesOf({ git }: World): Repository['files'] {
  return {
    read: async (path, ref) => git.file(ref, path),
    commit: async ({ branch, parent, message, changes }) => {
      if (git.branches.get(branch) !== parent) throw new DidNotHappen(`\`${branch}\` has moved on`);
      const [subject = '', ...body] = message.split('\n');
      const files = Object.fromEntries(changes.map(({ path, content }) => [path, content]));
      return git.commit(branch, { subject, body: body.join('\n').trim(), files });
    },
  };
}

function historyOf({ git }: World): Repository['history'] {
  return {
    commits: async ({ base, head }) => git.missing(base, head),
    withStatistics: async ({ base, head }) => {
      const commits = git.missing(base, head);
      const files = commits.filter(({ parents }) => parents.length < 2).length;
      return { commits, statistics: { files, added: 10 * files, removed: files } };
    },
  };
}

function gatesOf({ gates, told }: World): Repository['gates'] {
  return {
    of: async (commit) => gates.get(commit) ?? [],
    tell: async (commit, { context, state }) => {
      told.push({ commit, context, state });
    },
  };
}

function workflowsOf(world: World): Repository['workflows'] {
  const { runs, waiting } = world;
  const newest = () => [...runs.values()].sort((a, b) => b.id - a.id);
  return {
    look: async (file) =>
      file.startsWith('off') ? { active: false, reason: `\`${file}\` is disabled` } : { active: true },
    dispatch: async (request) => {
      world.dispatched.push(request);
      return { run: null };
    },
    find: async ({ correlation }) =>
      newest().find(({ name }) => correlation === undefined || name.includes(correlation)),
    run: async (id) => runs.get(id),
    jobs: async (id) => world.jobs.get(id) ?? [],
    waitingRuns: async () => newest().filter(({ state }) => state === 'waiting'),
    ofCommit: async (commit) => newest().filter(({ headCommit }) => headCommit === commit),
    newestOf: async (file, commit) =>
      newest().find(({ name, headCommit }) => headCommit === commit && name.startsWith(file)),
    waiting: async (id) => waiting.get(id) ?? [],
    approve: async (id) => {
      const run = runs.get(id);
      if (!waiting.get(id)?.every(({ canApprove }) => canApprove)) throw new DidNotHappen('the token is no reviewer');
      waiting.delete(id);
      if (run) runs.set(id, { ...run, state: 'running' });
    },
  };
}

function deploymentsOf({ deployments }: World): Repository['deployments'] {
  const numbered = (id: number) => deployments.find((each) => each.id === id);
  return {
    find: async ({ environment, ref, key }) =>
      deployments.find((each) => each.environment === environment && each.ref === ref && each.key === key)?.id,
    record: async (deployment) => deployments.push({ ...deployment, id: deployments.length + 1, told: [] }),
    tell: async (id, { url }) => {
      numbered(id)?.told.push({ url });
    },
    wasTold: async (id) => (numbered(id)?.told.length ?? 0) > 0,
  };
}

function publicationsOf({ published }: World): Repository['publications'] {
  const shown = ({ id, tag, title, body }: World['published'][number]) => ({
    id,
    url: `https://host.example/acme/web/releases/${tag}`,
    title,
    body,
    draft: false,
  });
  return {
    find: async (tag) => {
      const found = published.find((each) => each.tag === tag);
      return found && shown(found);
    },
    publish: async (notes) => {
      if (published.some(({ tag }) => tag === notes.tag)) throw new DidNotHappen(`\`${notes.tag}\` has notes already`);
      const made = { ...notes, id: published.length + 1 };
      published.push(made);
      return shown(made);
    },
  };
}
