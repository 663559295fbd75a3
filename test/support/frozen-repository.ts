import type { Freeze, Guard, Proof } from '../../src/core/repository/guard.ts';
import type { MergeGroup, OpenPullRequest } from '../../src/core/repository/pull-requests.ts';
import type { Repository } from '../../src/core/repository/repository.ts';
import { aPull } from './memory-pulls.ts';
import { type MemoryRepository, memoryRepository } from './memory-repository.ts';

/** A host that keeps people out of branches, and what a test does to it. */
export interface FrozenRepository extends Repository {
  readonly world: MemoryRepository['world'];
  /** What is closed there; tests switch it off by setting it to undefined. */
  closed: Freeze | undefined;
  bypass: readonly string[];
  /** Thrown by the next calls, in order; null lets one through. */
  readonly troubles: (Error | null)[];
  /** Carried out, and the answer got lost. */
  losesNext: boolean;
  /** Calls of the guard in order. */
  readonly calls: string[];
  readonly groups: Omit<MergeGroup, 'told'>[];
  /** By number: what an open pull request looks like besides. */
  readonly looks: Map<number, Partial<OpenPullRequest>>;
  /** `#12 failure Frozen …`, in the order in which it was told. */
  readonly told: string[];
}

/** A pull request into `develop` with a branch and a commit of its own. */
export function openPull(
  repo: FrozenRepository,
  number: number,
  look: Partial<OpenPullRequest> = {},
  subject = 'feat: more',
): string {
  const branch = `feature-${number}`;
  repo.world.git.cut(branch, 'develop');
  const commit = repo.world.git.commit(branch, { subject, files: { [`${number}.ts`]: 'new' } });
  repo.world.pulls.set(
    number,
    aPull({ number, base: 'develop', title: `Feature ${number}`, head: { branch, commit, isFork: false } }),
  );
  repo.looks.set(number, look);
  return commit;
}

export function frozenRepository(): FrozenRepository {
  const memory = memoryRepository();
  memory.world.git.commit('develop');
  memory.world.git.cut('main', 'develop');
  const statuses = new Map<string, { state: 'success' | 'failure'; description: string }>();
  const told = (commit: string, context: string) => statuses.get(`${commit} ${context}`) ?? null;
  const repo: FrozenRepository = {
    ...memory,
    closed: undefined,
    bypass: [],
    troubles: [],
    losesNext: false,
    calls: [],
    groups: [],
    looks: new Map(),
    told: [],
    guard: guardOf(() => repo),
    gates: {
      ...memory.gates,
      async tell(commit, { context, state, description }) {
        statuses.set(`${commit} ${context}`, { state: state === 'success' ? 'success' : 'failure', description });
        const pull = [...memory.world.pulls.values()].find(({ head }) => head.commit === commit);
        repo.told.push(`${pull ? `#${pull.number}` : commit.slice(0, 7)} ${state} ${description}`);
      },
    },
    pulls: {
      ...memory.pulls,
      async openInto(base, context) {
        const open = await memory.pulls.openInto(base, context);
        return open.map((pull) => ({ ...pull, told: told(pull.head, context), ...repo.looks.get(pull.number) }));
      },
      queue: async (_base, context) => repo.groups.map((group) => ({ ...group, told: told(group.head, context) })),
    },
  };
  return repo;
}

function guardOf(repo: () => FrozenRepository): Guard {
  const proof = (freeze: Freeze): Proof => {
    const { closed, bypass } = repo();
    return {
      closed: closed?.context === freeze.context,
      rule: 7,
      url: 'https://host.example/rules/7',
      bypass,
      warnings: [],
    };
  };
  const call = async (name: string, freeze: Freeze, carryOut: () => void): Promise<Proof> => {
    repo().calls.push(`${name} ${freeze.context}`);
    const trouble = repo().troubles.shift();
    if (trouble) throw trouble;
    carryOut();
    if (repo().losesNext) {
      repo().losesNext = false;
      throw new Error('socket hang up');
    }
    return proof(freeze);
  };
  return {
    close: (freeze) => call('close', freeze, () => Object.assign(repo(), { closed: freeze })),
    open: (freeze) => call('open', freeze, () => Object.assign(repo(), { closed: undefined })),
    look: (freeze) => call('look', freeze, () => undefined),
  };
}
