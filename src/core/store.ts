import type { FreezeRecord, Freezes, GuardRecord, GuardView } from './freeze/guard.ts';
import type { CardToAdd, LineToSay } from './message.ts';
import type { Ask } from './release/ask.ts';
import type { Fact } from './release/fact.ts';
import type { Output } from './release/move.ts';
import type { Order, Outcome, Sender } from './release/order.ts';
import type { Plan, PlannedPhase } from './release/plan.ts';
import type { HistoryRow, ReleaseStatus, RunStatus, StepStatus } from './release/release.ts';

/** What the engine needs of a database. Nothing here knows a step kind; nothing here calls out. */
export interface Store {
  /**
   * The only way to change a release: one transaction that locks its row first. Work on the unit is written when
   * `work` resolves, and not at all when it throws. Never await the network inside.
   */
  withRelease<T>(id: string, work: (unit: ReleaseUnit) => Promise<T>): Promise<T>;
  /** One transaction for what belongs to no release: freezes by hand, slots of schedules. */
  withHouse<T>(work: (house: House) => Promise<T>): Promise<T>;
  /** Reads a release without locking it. */
  read(id: string): Promise<ReleaseRecords | undefined>;
  /** The plan never changes, so it is read once and kept. */
  plan(id: string): Promise<Plan | undefined>;
  /** Ids of the releases that are open, oldest first. */
  openIds(): Promise<readonly string[]>;
  history(limit: number, playbook?: string): Promise<readonly HistoryRow[]>;
  /** Ids of releases with something due: at this business time, or at this machine time. */
  due(now: number, machine: number): Promise<readonly string[]>;
  /** The soonest business instant after this one at which anything is due; undefined when nothing is. */
  nextInstant(after: number): Promise<number | undefined>;
  /**
   * Whether anything waits for machine time: polls, looks, backoff. Unsure effects don't count, nor does what is looked at
   * now and then while people decide or a business time is waited for.
   */
  isPolling(): Promise<boolean>;
  liveVersions(playbook: string): Promise<readonly LiveRecord[]>;
  refusedVersions(playbook: string): Promise<readonly string[]>;
  freezes(): Promise<readonly FreezeRecord[]>;
  /** Freezes whose owners are to be reminded, at this business time. */
  nagsDue(now: number): Promise<readonly FreezeRecord[]>;
  guards(): Promise<readonly GuardRecord[]>;
  facts(chain: string): Promise<readonly ChainedFact[]>;
  schedules(): Promise<readonly ScheduleRecord[]>;
  saveSchedule(schedule: ScheduleRecord): Promise<void>;
  removeSchedule(playbook: string, type: string): Promise<void>;
  followUpsDue(now: number): Promise<readonly { readonly release: string; readonly id: number }[]>;
  /** Of an order with this key that was already carried out. */
  outcomeOf(key: string): Promise<Outcome | undefined>;
  /** Orders that another program left in the inbox, oldest first. */
  inbox(): Promise<readonly { readonly order: Order; readonly sender: Sender }[]>;
  answerInbox(key: string, outcome: Outcome | { readonly refused: string }): Promise<void>;
  note(name: string): Promise<string | undefined>;
  setNote(name: string, value: string): Promise<void>;
  /** Open effects that another process began become free: this process is the only one that owns the file. */
  voidLeases(owner: string): Promise<void>;
}

export interface ReleaseRecords {
  readonly release: ReleaseRecord;
  readonly runs: readonly RunRecord[];
  readonly steps: readonly StepRecord[];
  readonly intents: readonly IntentRecord[];
  readonly followUps: readonly FollowUpRecord[];
  readonly frozen: readonly string[];
  readonly guard: GuardView | null;
}

/** One release inside its transaction. The records are working copies: change them, and they are written at the end. */
export interface ReleaseUnit extends Freezes {
  readonly release: ReleaseRecord;
  readonly runs: RunRecord[];
  /** Of every run, in order. */
  readonly steps: StepRecord[];
  /** Open and unsure ones. */
  readonly intents: IntentRecord[];
  facts(step: StepRecord): Promise<readonly Fact[]>;
  /** Facts of every step of this type, whatever the round. */
  factsOfType(type: string): Promise<readonly FactOfRelease[]>;
  samples(
    step: StepRecord,
  ): Promise<readonly { readonly at: number; readonly recorded: number; readonly body: unknown }[]>;
  append(fact: FactToAppend): Promise<void>;
  addSample(
    step: StepRecord,
    sample: { readonly at: number; readonly recorded: number; readonly body: unknown },
  ): Promise<void>;
  addRun(run: RunRecord, steps: readonly StepRecord[]): void;
  openIntent(intent: IntentRecord): Promise<void>;
  /** False when it was closed meanwhile or belongs to another process: then nothing was changed. */
  closeIntent(id: string, owner: string | null, outcome: IntentOutcome): Promise<boolean>;
  intentTries(step: StepRecord, action: string): Promise<number>;
  say(line: LineToSay): Promise<void>;
  /** Names of messages of this release that reached the main channel. */
  said(): Promise<readonly string[]>;
  /** True when it is new. */
  addCard(card: CardToAdd): Promise<boolean>;
  /** Lets the card of an older round stand for this one. */
  moveCard(from: string, to: string, round: number): Promise<void>;
  live(): Promise<readonly LiveRecord[]>;
  addLive(live: Omit<LiveRecord, 'playbook' | 'release'> & { readonly release: string | null }): Promise<void>;
  refused(): Promise<readonly string[]>;
  /** Versions that other open releases of this playbook have. */
  onTheirWay(): Promise<readonly string[]>;
  refuseVersion(version: string, at: number): Promise<void>;
  frozen(): Promise<readonly string[]>;
  freeze(branches: readonly string[], at: number, reason: string): Promise<void>;
  /** Only what this release holds. Returns the branches that nobody holds any more. */
  thaw(at: number): Promise<readonly string[]>;
  addFollowUp(followUp: Omit<FollowUpRecord, 'id' | 'doneAt' | 'doneBy' | 'told'>): Promise<void>;
  followUps(): Promise<readonly FollowUpRecord[]>;
  saveFollowUp(followUp: FollowUpRecord): Promise<void>;
  /** Blanks a fact, and what repeats its words; returns those words. Undefined when no such fact may be blanked. */
  blank(seq: number): Promise<readonly string[] | undefined>;
  remember(order: Order, sender: Sender, outcome: Outcome, machine: number): Promise<void>;
  /** The outcome of an earlier delivery of the same order. */
  outcomeOf(key: string): Promise<Outcome | undefined>;
}

/** A fact with where it belongs; null for what belongs to the release itself. */
export type FactOfRelease = Fact & Pick<ChainedFact, 'run' | 'step' | 'round'>;

export interface House extends Freezes {
  /** The next number of this prefix: 1, 2, 3 … */
  nextNumber(prefix: string): Promise<number>;
  /** False when this slot was dealt with before. */
  takeSlot(playbook: string, type: string, slot: number): Promise<boolean>;
  addRelease(release: ReleaseRecord, main: RunRecord, steps: readonly StepRecord[]): Promise<void>;
  openReleases(playbook: string): Promise<readonly string[]>;
  /** Of the open releases of this playbook. */
  openVersions(playbook: string): Promise<readonly string[]>;
  freeze(freeze: FreezeRecord): Promise<void>;
  /** Every freeze of this playbook, whoever holds it. Returns the branches. */
  thaw(playbook: string, at: number): Promise<readonly FreezeRecord[]>;
  /** The next reminder of what this holder keeps closed, in business time. */
  nagAgain(playbook: string, holder: string, at: number): Promise<void>;
  append(fact: Omit<FactToAppend, 'run' | 'step' | 'round'>): Promise<void>;
  say(line: LineToSay & { readonly playbook: string }): Promise<void>;
  saveSchedule(schedule: ScheduleRecord): Promise<void>;
  live(playbook: string): Promise<readonly LiveRecord[]>;
  addLive(live: LiveRecord): Promise<void>;
  refused(playbook: string): Promise<readonly string[]>;
  remember(order: Order, sender: Sender, outcome: Outcome, machine: number): Promise<void>;
  outcomeOf(key: string): Promise<Outcome | undefined>;
}

export interface ReleaseRecord {
  readonly id: string;
  readonly playbook: string;
  readonly type: string;
  readonly plan: Plan;
  readonly openedBy: string | null;
  readonly openedAt: number;
  version: string;
  provisional: boolean;
  previous: string | null;
  summary: string;
  readonly incident: string;
  status: ReleaseStatus;
  endedAt: number | null;
  hold: { readonly by: string; readonly at: number; readonly reason: string } | null;
  /** Of the newest fact. */
  seq: number;
  head: string;
}

export interface RunRecord {
  readonly id: string;
  /** What it does, when the plan of the release does not say it. */
  readonly ownPhases: readonly PlannedPhase[] | null;
  readonly startedAt: number;
  readonly startedBy: string | null;
  readonly reason: string | null;
  readonly toVersion: string | null;
  readonly database: boolean;
  status: RunStatus;
  endedAt: number | null;
  /** By phase: when it began and how many of its reminders were sent. */
  phases: Record<string, PhaseState>;
  /** Business time of the next reminder about a budget. */
  wakeAt: number | null;
}

export interface PhaseState {
  readonly startedAt: number;
  readonly reminded: number;
  readonly endedAt?: number;
}

export interface StepRecord {
  readonly run: string;
  readonly id: string;
  readonly position: number;
  readonly parent: string | null;
  readonly phase: number;
  readonly kind: string;
  title: string;
  readonly owner: string;
  status: StepStatus;
  round: number;
  note: string;
  ask: Ask | null;
  /** Business time: look again. */
  wakeAt: number | null;
  /** Machine time: look again. */
  retryAt: number | null;
  deadline: number | null;
  /** Business time of the next reminder about the deadline. */
  remindAt: number | null;
  reminded: number;
  /** Reads that failed in a row. */
  tries: number;
  /** Why it is stopped. */
  stop: 'failed' | 'refused' | null;
  startedAt: number | null;
  endedAt: number | null;
  output: Output;
}

export interface IntentRecord {
  readonly id: string;
  readonly run: string;
  readonly step: string;
  readonly round: number;
  readonly action: string;
  readonly key: string;
  /** Machine time. */
  readonly openedAt: number;
  readonly limitMs: number;
  /** The process that performs it; null after that process is gone. */
  owner: string | null;
  /** Machine time before which a look is worth nothing. */
  lookAt: number;
  /** Looks that failed in a row. */
  looks: number;
  status: 'open' | 'unsure';
  why: string;
}

export type IntentOutcome = 'happened' | 'did-not' | 'skipped';

export interface FactToAppend {
  readonly run: string | null;
  readonly step: string | null;
  readonly round: number | null;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly at: number;
  readonly recorded: number;
  readonly by?: string | undefined;
  readonly via?: string | undefined;
}

/** A fact as it lies in its chain. */
export interface ChainedFact {
  readonly seq: number;
  readonly run: string | null;
  readonly step: string | null;
  readonly round: number | null;
  readonly type: string;
  readonly at: number;
  readonly recorded: number;
  readonly by: string | null;
  readonly via: string | null;
  /** JSON; null when it was blanked. */
  readonly body: string | null;
  readonly digest: string;
  readonly hash: string;
}

export interface LiveRecord {
  readonly playbook: string;
  readonly target: string;
  readonly version: string;
  /** Null: found running before Shipmate's first release. */
  readonly release: string | null;
  readonly deployId: string | null;
  /** Business time. */
  readonly at: number;
}

export interface FollowUpRecord {
  readonly id: number;
  readonly title: string;
  readonly owner: string;
  readonly dueAt: number;
  readonly doneAt: number | null;
  readonly doneBy: string | null;
  /** Whether it was said that it is due. */
  readonly told: boolean;
}

export interface ScheduleRecord {
  readonly playbook: string;
  readonly type: string;
  readonly calendar: string;
  readonly zone: string;
  /** Business time, UTC milliseconds. */
  readonly nextAt: number;
}
