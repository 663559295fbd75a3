import type { FreezeMode } from '../repository/guard.ts';

/** A parsed playbook: every default filled in, every duration in milliseconds, every name checked. */
export interface Playbook {
  readonly playbook: string;
  readonly title: string;
  /** IANA zone, never an abbreviation. */
  readonly timezone: string;
  /** `owner/name`; the part behind the slash begins the ids of its releases. */
  readonly repository: string;
  /** The role that owns whatever names no owner. */
  readonly owner: string;
  readonly about: {
    readonly version?: string;
    readonly purpose?: string;
    readonly review?: string;
    readonly links: Readonly<Record<string, string>>;
  };
  readonly branches: Readonly<Record<string, Branch>>;
  /** By key: the format of a tag, `v<version>-rc.<n>`. `production` tells the version that is live. */
  readonly tags: Readonly<Record<string, string>>;
  /** Which files carry the version, and the message of the commit that raises it; one commit a folder with `<folder>`. */
  readonly version: { readonly files: readonly string[]; readonly commit: string };
  readonly notes: NotesSettings;
  /** The login at the repository's host, by e-mail address or Slack id: tells whose change something is. */
  readonly people: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, ReleaseType>>;
  readonly roles: Readonly<Record<string, Role>>;
  readonly permissions: {
    readonly start: readonly string[];
    readonly skip: readonly string[];
    readonly cancel: readonly string[];
  };
  readonly remind: readonly Reminder[];
  readonly channels: Readonly<Record<string, Channel>>;
  readonly targets: Readonly<Record<string, Target>>;
  readonly conditions: Readonly<Record<string, Condition>>;
  readonly checks: Readonly<Record<string, CheckDefinition>>;
  readonly freeze?: FreezeSettings;
  readonly phases: readonly Phase[];
  readonly rollback?: Rollback;
  readonly followUps: readonly FollowUp[];
  readonly messages: Readonly<Record<string, string>>;
  readonly guides: Readonly<Record<string, readonly string[]>>;
}

/** `release/v<version> from work`; `from` is a key of `branches`, or `tags/<key>`: the newest tag of that format. */
export interface Branch {
  readonly pattern: string;
  readonly from?: string;
}

export interface NotesSettings {
  /** The file in the repository; absent: notes are kept in none. */
  readonly changelog?: string;
  /** Title of a section: the types of commits that belong in it, in the order in which they are printed. */
  readonly sections: Readonly<Record<string, readonly string[]>>;
  /** Whether each line names its pull request and the issues that it closes. */
  readonly references: boolean;
  /** Of the published notes. */
  readonly title: string;
  readonly footer?: string;
}

export interface FreezeSettings {
  /** Keys of `branches`. */
  readonly branches: readonly string[];
  readonly mode: FreezeMode;
  /** What passes by itself: every path of a change matches, it carries a label, every commit is of such a type. */
  readonly exempt: {
    readonly paths: readonly string[];
    readonly labels: readonly string[];
    readonly commits: readonly string[];
  };
  /** Who lets a single pull request through: each of the roles must. Absent: nobody does. */
  readonly exceptions?: {
    readonly approvedBy: readonly string[];
    /** Nobody approves a change of their own, nor in two roles. */
    readonly secondPerson: boolean;
    /** From the last approval on. */
    readonly lastsMs: number;
  };
}

export interface ReleaseType {
  /** The type itself and all it is based on: `only: standard` means every type that has `standard` here. */
  readonly lineage: readonly string[];
  /** Calendar text; absent when it is only started by hand. */
  readonly opens?: string;
  /** `commits`: what was committed since the last version decides, until the first branch or tag is made. */
  readonly bump: 'commits' | 'major' | 'minor' | 'patch';
  /** Where this type has its release branch, when not where the others have it. */
  readonly branch?: Branch;
  readonly urgent: boolean;
  readonly mayStart: readonly string[];
  readonly overlap: 'ask' | 'wait' | 'skip';
  /** What must be ticked in the start form; under headings, or all under ''. */
  readonly criteria: Readonly<Record<string, readonly string[]>>;
}

export interface Budget {
  readonly minMs?: number;
  readonly maxMs: number;
  readonly text: string;
}

/** Exactly one source: people (e-mail or Slack id), a Slack user group, a rotation, or another role. */
export interface Role {
  readonly people?: readonly string[];
  readonly group?: string;
  readonly rotation?: { readonly people: readonly string[]; readonly from: string; readonly everyMs: number };
  readonly role?: string;
  readonly deputies: readonly string[];
}

/** One link of a deadline chain: who hears of it, so long after it was missed. */
export interface Reminder {
  /** `owner`, `deputy`, a role, or a channel. */
  readonly who: string;
  readonly afterMs: number;
}

export interface Channel {
  /** Slack channel name without the hash, or its id. */
  readonly slack: string;
  /** Names of messages; `main` hears all. */
  readonly hears: readonly string[];
}

export interface Target {
  readonly name: string;
  /** Which file of providers/ deploys to it. */
  readonly provider: string;
  /** Parsed by the provider's own schema. Secrets are still `$WORD`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly url?: string;
  /** Paths below url, or whole URLs; each must answer with success. */
  readonly health: readonly string[];
  /** Path or URL that answers with the running version: JSON with `version`, or plain text. */
  readonly versionAt?: string;
  /** `$WORD`, sent as bearer token to url. */
  readonly bearer?: string;
  readonly limits: readonly (Limit | { readonly check: string })[];
  readonly window?: {
    readonly allow: readonly string[];
    readonly refuse: readonly { readonly span: string; readonly why: string }[];
  };
}

/** `p95 < 800ms`: a measure and what it is held against. */
export interface Limit {
  readonly measure: string;
  readonly op: '<' | '<=' | '>' | '>=' | '=';
  /** Milliseconds for times, a fraction for `%`, bytes for sizes, else the number; a factor when `baseline`. */
  readonly value: number;
  readonly baseline: boolean;
  readonly perMs?: number;
  /** As the playbook has it. */
  readonly text: string;
}

export type Condition =
  | { readonly kind: 'ask'; readonly ask: string; readonly from: readonly string[] }
  | { readonly kind: 'check'; readonly check: string };

export interface CheckDefinition {
  readonly name: string;
  /** Which file of checks/ answers it. */
  readonly kind: string;
  readonly title: string;
  /** Parsed by the check's own schema. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly expect?: Limit;
  readonly optional: boolean;
}

export interface Phase {
  readonly title: string;
  /** `Fri 09:00`, `week 2 Mon 09:00`; absent: when the one before has ended. */
  readonly at?: string;
  readonly budget?: Budget;
  readonly owner: string;
  readonly standby: readonly string[];
  readonly remind: readonly Reminder[];
  readonly whenLate?: 'run' | 'skip' | 'ask';
  readonly only: readonly string[];
  readonly except: readonly string[];
  readonly when?: string;
  readonly steps: readonly Step[];
}

export interface Step {
  /** Given, or made from the kind and the title; one set of names with roles, checks and messages. */
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly owner: string;
  /** What the step kind's own schema made of it: `{ value, …settings }`. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly at?: string;
  readonly due?: string;
  readonly remind: readonly Reminder[];
  readonly only: readonly string[];
  readonly except: readonly string[];
  readonly when?: string;
  /** By type: the settings of the kind with that type's replacements merged in, parsed. */
  readonly perType: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** By type: the title that those replacements make, where the playbook gives none. */
  readonly titles?: Readonly<Record<string, string>>;
  readonly onFail: 'pause' | 'rollback' | 'continue';
  /** The id of a step before it (or itself) where a refusal begins again. Resolved per type in the plan. */
  readonly retryFrom?: string;
  readonly once: boolean;
  readonly whenLate: 'run' | 'skip' | 'ask';
  /** Roles that may skip it; empty: nobody. */
  readonly skip: readonly string[];
  readonly guide?: string;
  /** The children of a `parallel` step; otherwise empty. */
  readonly steps: readonly Step[];
}

/** One line of a checklist, or of rollback triggers: a text and what answers it. */
export interface Line {
  readonly key: string;
  readonly text: string;
  /** Roles (a person ticks), checks (tick themselves), step ids, or messages (ticked when sent). Never empty. */
  readonly by: readonly { readonly kind: 'role' | 'check' | 'step' | 'message'; readonly name: string }[];
  readonly optional: boolean;
  readonly only: readonly string[];
  readonly except: readonly string[];
  readonly when?: string;
}

export interface Rollback {
  readonly decidedBy: readonly string[];
  readonly triggers: readonly Trigger[];
  readonly phases: readonly Phase[];
}

export interface Trigger {
  readonly key: string;
  readonly text: string;
  /** Roles or `anyone` (a report button), checks, or limits on measures of the watched target. */
  readonly by: readonly (
    | { readonly kind: 'role' | 'check'; readonly name: string }
    | { readonly kind: 'limit'; readonly limit: Limit }
  )[];
  /** Rolls back by itself after a countdown of so long. */
  readonly autoMs?: number;
  /** How long it must have been true before it counts. */
  readonly holdsMs: number;
}

export interface FollowUp {
  readonly title: string;
  readonly with: readonly string[];
  /** From the end of the release: `3d`, `1d 10:00`. */
  readonly due: string;
  readonly after: 'release' | 'rollback';
  readonly owner: string;
  readonly lines: readonly string[];
  readonly only: readonly string[];
  readonly except: readonly string[];
}
