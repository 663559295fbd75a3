import type { Playbook } from '../core/playbook/playbook.ts';
import type { Clock, Log, PlaybookShelf, Roles } from '../core/ports.ts';
import type { Repositories } from '../core/repository/repository.ts';
import type { Store } from '../core/store.ts';
import type { StepKind, StepView, Tools } from '../steps/_step.ts';
import type { Found } from './found-version.ts';

/** What the engine is built from. Everything that differs between a test, the sandbox and production comes in here. */
export interface GivenParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly roles: Roles;
  readonly kinds: ReadonlyMap<string, StepKind>;
  readonly log: Log;
  /** Names this process in leases: another process finds its open effects by it. */
  readonly owner: string;
  readonly newId: () => string;
  /** Reads the playbooks anew. */
  readonly shelf: () => Promise<PlaybookShelf>;
  readonly tools: (view: AnyView, key: string) => Tools;
  /** What runs on the main target, for the first release of a playbook. Never throws. */
  readonly foundVersion: (playbook: Playbook) => Promise<Found | undefined>;
  readonly repositories: Repositories;
  /** When the last process was gone, in business time; absent when there was no gap worth telling. */
  readonly away?: { readonly from: number; readonly to: number };
}

export interface EngineParts extends GivenParts {
  /** Machine time of the last news of this repository; 0 when there was none since the start. */
  readonly heardAt: (repository: string) => number;
}

export type AnyView = StepView<unknown, never, unknown>;
