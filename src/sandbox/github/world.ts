import type { Access } from './access.ts';
import type { Ci } from './checks/ci.ts';
import type { Reports } from './checks/reports.ts';
import type { Effect, Events } from './events.ts';
import type { Git } from './git/git.ts';
import type { History } from './git/history.ts';
import type { Objects } from './git/objects.ts';
import type { Refs } from './git/refs.ts';
import type { Mergeability } from './pulls/mergeability.ts';
import type { Pull } from './pulls/pull.ts';
import type { QueueEntry } from './pulls/queue.ts';
import type { Ruleset } from './rules/ruleset.ts';
import type { Shipping } from './shipping.ts';

/** The one repository that there is. */
export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly fullName: string;
  readonly defaultBranch: string;
}

/** Classic protection of a branch, kept as it was put. */
export type Protection = Readonly<Record<string, unknown>>;

/** Everything that this GitHub knows. Only what is done under `alone` may change it. */
export interface World extends Shipping {
  readonly repository: Repository;
  readonly urls: { readonly api: string; readonly web: string };
  readonly git: Git;
  readonly objects: Objects;
  readonly refs: Refs;
  readonly history: History;
  readonly access: Access;
  readonly pulls: Map<number, Pull>;
  readonly mergeability: Mergeability;
  /** Everything that waits in a merge queue, oldest first. */
  readonly queue: QueueEntry[];
  readonly reports: Reports;
  readonly rulesets: Map<number, Ruleset>;
  readonly protections: Map<string, Protection>;
  readonly ci: Ci;
  readonly events: Events;
  /** Machine time. */
  readonly machine: () => number;
  nextId(): number;
  /** Numbers of pull requests and issues are one row. */
  nextNumber(): number;
  /** One change after another. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
  effect(kind: Effect['kind'], what: string, by: string): void;
}
