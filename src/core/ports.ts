import type { LineButton } from './message.ts';
import type { Playbook } from './playbook/playbook.ts';
import type { Order, Outcome, Sender } from './release/order.ts';
import type { FreezeView, HistoryRow, ReleaseView, RollbackForm } from './release/release.ts';

/** Business time jumps in the sandbox; machine time never does. Both in UTC milliseconds. */
export interface Clock {
  now(): number;
  machine(): number;
}

export interface Log {
  debug(message: string, details?: object): void;
  info(message: string, details?: object): void;
  warn(message: string, details?: object): void;
  error(message: string, details?: object): void;
}

/** Everything that the surfaces (Slack, the CLI) can do. The only door to a release. */
export interface Releases {
  /** Throws UserError when a rule says no; any other error means that nothing was stored. */
  submit(order: Order, sender: Sender): Promise<Outcome>;
  /** Open ones, and ended ones whose rollback still runs; oldest first. */
  open(): Promise<readonly ReleaseView[]>;
  find(id: string): Promise<ReleaseView | undefined>;
  /** Newest first. */
  history(limit: number, playbook?: string): Promise<readonly HistoryRow[]>;
  freezes(): Promise<readonly FreezeView[]>;
  playbooks(): Promise<PlaybookShelf>;
  /** Throws UserError when there is nothing to roll back. */
  rollbackForm(release: string): Promise<RollbackForm>;
  /** The next instants at which a schedule opens a release, soonest first. */
  upcoming(limit: number): Promise<readonly Upcoming[]>;
}

export interface Upcoming {
  readonly playbook: string;
  readonly type: string;
  readonly at: number;
}

export interface PlaybookShelf {
  readonly good: ReadonlyMap<string, Playbook>;
  /** By file: every problem, as `file:line key: message`. */
  readonly broken: ReadonlyMap<string, readonly string[]>;
}

/** Who is who in the workspace. A failing look-up throws TransientError: what can't be known authorises nobody. */
export interface Directory {
  /** The Slack user id of this e-mail address; undefined when the workspace has no such active full member. */
  userByEmail(email: string): Promise<string | undefined>;
  /** The ids of the members of a user group, by its handle without the @; undefined when there is no such group. */
  group(handle: string): Promise<readonly string[] | undefined>;
  /** Whether this is an active full member of the installed workspace: no guest of another one, no bot. */
  isMember(user: string): Promise<boolean>;
}

/** Roles as they are at this moment. */
export interface Roles {
  /** Every role of the playbook that this person has, deputies included. Roles that can't be resolved are left out. */
  of(playbook: Playbook, user: string, now: number): Promise<readonly string[]>;
  /** Throws TransientError when it can't be resolved. */
  members(playbook: Playbook, role: string, now: number): Promise<Members>;
  /** The login at the repository's host of this person, who is a Slack id or an e-mail address; null when none is known. */
  login(playbook: Playbook, user: string): Promise<string | null>;
  /** The logins of everybody who has this role, deputies included. Throws TransientError when it can't be resolved. */
  logins(playbook: Playbook, role: string, now: number): Promise<readonly string[]>;
}

export interface Members {
  readonly members: readonly string[];
  readonly deputies: readonly string[];
}

/** A program that is run without a shell. */
export interface CommandRequest {
  readonly argv: readonly string[];
  /** Working folder, relative to the checkout. */
  readonly folder?: string;
  /** Added to the allow-list of variables that every child gets. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Of all programs in a lane only one runs: another one ends it, and begins when it has ended. */
  readonly lane?: string;
}

/** What is known of a command: it may still run, or its folder may say that it was killed without an exit code. */
export type CommandState =
  | { readonly state: 'unknown' }
  | { readonly state: 'running'; readonly since: number }
  | { readonly state: 'ended'; readonly exitCode: number; readonly output: string; readonly ms: number }
  /** Another one of its lane ended it. */
  | { readonly state: 'superseded'; readonly output: string }
  /** The wrapper is gone and left no exit code. */
  | { readonly state: 'lost'; readonly output: string };

/** Runs programs so that what became of them can be read after Shipmate itself was killed. */
export interface Commands {
  /** Starts it, or finds it under the same key; resolves when it runs. Throws DidNotHappen when it can't be started. */
  start(key: string, request: CommandRequest): Promise<void>;
  /** Starts it, or finds it under the same key; resolves when it ends. Throws DidNotHappen when it can't be started. */
  run(key: string, request: CommandRequest): Promise<CommandState>;
  /** What became of the command under this key. Never starts anything. */
  look(key: string): Promise<CommandState>;
}

/** What is still to be said to Slack. Rows are written together with the facts they tell of; the sender works them off. */
export interface Outbox {
  /**
   * The first unsent line of every lane (channel and thread) whose time has come, needs-you before announcement before
   * thread. A line whose thread has no card yet is not offered.
   */
  lines(machine: number): Promise<readonly OutboxLine[]>;
  /** Written down before the call, so that a crash in between is known as unsure. */
  lineSending(id: number, machine: number): Promise<void>;
  /** Also reports `delivered` to the step that waits for it. */
  lineSent(id: number, message: SlackMessage): Promise<void>;
  /** It certainly did not arrive: again at this machine time. */
  lineLater(id: number, machine: number, why: string): Promise<void>;
  /** Nobody will send it any more: shown by `doctor`; reports `undeliverable` to the step that waits for it. */
  linePoisoned(id: number, why: string): Promise<void>;

  /** Cards whose drawing may be out of date and whose time has come. */
  cards(machine: number): Promise<readonly CardRow[]>;
  cardSending(key: string, machine: number): Promise<void>;
  /** `drawn` is the number that the row had when it was read: a card that changed meanwhile stays due. */
  cardSent(key: string, message: SlackMessage, hash: string, drawn: number): Promise<void>;
  /** Nothing to send: it looks as it did. */
  cardUnchanged(key: string, drawn: number): Promise<void>;
  cardLater(key: string, machine: number, why: string): Promise<void>;
  /** The message is gone from Slack: it is posted anew. */
  cardLost(key: string): Promise<void>;
}

export interface SlackMessage {
  /** The id that Slack answered with, not the name. */
  readonly channel: string;
  readonly ts: string;
}

export interface OutboxLine {
  readonly id: number;
  /** Name without the hash, or id. */
  readonly channel: string;
  /** The message of the release's card, for a line in its thread. */
  readonly thread: SlackMessage | null;
  readonly kind: 'needs-you' | 'thread' | 'announce';
  /** Slack mrkdwn; what others wrote in it is already escaped. */
  readonly text: string;
  /** Roles called by name in front of the text, resolved when it is sent. */
  readonly mentions: readonly string[];
  /** Orders offered as buttons below the text. */
  readonly buttons: readonly LineButton[];
  readonly release: string | null;
  readonly playbook: string | null;
  /** Machine time of a send whose end is unknown: look it up by its metadata before sending again. */
  readonly unsureSince: number | null;
  readonly attempts: number;
}

export interface CardRow {
  /** `kars-17` for the card of a release, `kars-17/main/qa/2` for a request of one round of a step. */
  readonly key: string;
  readonly kind: 'release' | 'request';
  readonly release: string;
  readonly run: string;
  readonly step: string;
  readonly round: number;
  readonly channel: string;
  /** Where it stands already. */
  readonly message: SlackMessage | null;
  /** Of the blocks that stand there. */
  readonly hash: string | null;
  /** Counts up with every change of the release. */
  readonly drawn: number;
  readonly unsureSince: number | null;
  readonly attempts: number;
}
