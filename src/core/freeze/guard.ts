import type { FreezeSettings } from '../playbook/playbook.ts';
import type { FreezeMode } from '../repository/guard.ts';
import { listed } from '../text.ts';

/** One branch that somebody holds closed. */
export interface FreezeRecord {
  readonly playbook: string;
  readonly branch: string;
  /** A release id, or `@` and the Slack id of a person. */
  readonly holder: string;
  readonly since: number;
  readonly reason: string;
}

/**
 * `closing` and `opening`: on its way. `failed`: tried, and the host would not; it is tried again, slowly. `undone`: it
 * was closed, and somebody changed that at the host; nothing is done about it until a person says so.
 */
export type GuardState = 'closing' | 'closed' | 'opening' | 'open' | 'failed' | 'undone';

/** What is known of a freeze at the host, whoever holds it. */
export interface GuardView {
  readonly mode: FreezeMode;
  readonly state: GuardState;
  /** Names the freeze at the host. */
  readonly context: string;
  /** Plain text: why it failed, or what was undone. */
  readonly problem: string;
  readonly bypass: readonly string[];
  readonly warnings: readonly string[];
  readonly url: string | null;
}

/** What is wanted of the host for one playbook, and what became of it. Brought about by the keeper of freezes. */
export interface GuardRecord extends GuardView {
  readonly playbook: string;
  readonly repository: string;
  readonly branches: readonly string[];
  /** How often it was closed: each closing has a context of its own. */
  readonly closings: number;
  readonly wanted: 'closed' | 'open';
  /** Of the rule that is ours at the host. */
  readonly rule: number | null;
  /** The message that is due when what is wanted has come about. */
  readonly untold: 'freeze-started' | 'freeze-lifted' | null;
  /** What was last said to have been changed at the host. */
  readonly noticed: string;
  /** By branch: the newest commit that is accounted for. */
  readonly heads: Readonly<Record<string, string>>;
  readonly excepted: readonly Excepted[];
  readonly terms: FreezeTerms;
  /** Whether the open pull requests have been told that it is over. */
  readonly swept: boolean;
  /** Machine time of the next try or look; null: nothing is to be done. */
  readonly nextAt: number | null;
  /** Tries that failed in a row. */
  readonly tries: number;
}

/** A pull request that was let through at one head. */
export interface Excepted {
  readonly pull: number;
  readonly head: string;
  /** Business time. */
  readonly until: number;
}

/** What a freeze means to people: kept as it was when it began, whatever the playbook says later. */
export interface FreezeTerms {
  readonly title: string;
  readonly owner: string;
  /** The main channel. */
  readonly channel: string;
  /** The release in whose history it stands; null when a person closed it by hand. */
  readonly release: string | null;
  readonly version: string | null;
  readonly exempt: FreezeSettings['exempt'];
  /** Head branches of pull requests that belong to the release itself. */
  readonly own: readonly string[];
}

/** The freezes of all playbooks, inside a transaction. */
export interface Freezes {
  guard(playbook: string): Promise<GuardRecord | undefined>;
  saveGuard(guard: GuardRecord): Promise<void>;
  /** Every freeze of this playbook that nobody has let go of, oldest first. */
  held(playbook: string): Promise<readonly FreezeRecord[]>;
}

/** What people and steps see of it; null when nothing is to be closed or opened at the host. */
export function guardView(guard: GuardRecord | undefined): GuardView | null {
  if (!guard) return null;
  const { mode, state, context, problem, bypass, warnings, url } = guard;
  return { mode, state, context, problem, bypass, warnings, url };
}

/** `enforced by ruleset`, in plain text; what weakens it is in its warnings. */
export function guardInWords(guard: GuardView | null): string {
  if (!guard || guard.state === 'open' || guard.state === 'opening') return 'announced only';
  const why = guard.problem === '' ? '' : `: ${guard.problem}`;
  switch (guard.state) {
    case 'closed':
      return `enforced by ${guard.mode}`;
    case 'closing':
      return `not enforced yet${why}`;
    case 'failed':
    case 'undone':
      return `NOT enforced${why}`;
  }
}

/** Who gets past a freeze at the host, and what else weakens it: a remark each, in plain text. */
export function weaknesses({ bypass, warnings }: Pick<GuardView, 'bypass' | 'warnings'>): readonly string[] {
  return bypass.length > 0 ? [passInWords(bypass), ...warnings] : warnings;
}

function passInWords(bypass: readonly string[]): string {
  return bypass.length === 1 ? `only ${bypass[0]} gets past it` : `${listed(bypass)} get past it`;
}
