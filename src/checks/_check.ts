import type { z } from 'zod';
import type { Place } from '../core/playbook/places.ts';
import type { Playbook, Target } from '../core/playbook/playbook.ts';
import type { Commands } from '../core/ports.ts';
import type { Repository } from '../core/repository/repository.ts';
import type { Deployer } from '../providers/_provider.ts';

/** A question that is answered pass, fail or unknown, with evidence. */
export interface Check<Settings = unknown> {
  /** The first key behind a check's name in YAML, or the word behind `<target>/`; the name of its file. */
  readonly name: string;
  readonly summary: string;
  /**
   * `definition`: written under `checks:` with settings. `target`: comes with every target, asked as `<target>/<name>`;
   * its settings are `{ value: target }`. `repository`: comes with the repository, asked as `<name>/<word>`; its settings
   * are `{ value: word }`.
   */
  readonly comesWith: 'definition' | 'target' | 'repository';
  /** A strict object: `value` is what stands behind the check's name, the rest are its settings. */
  readonly settings: z.ZodType<Settings>;
  /** The measures that `expect` may be held against. */
  readonly measures: readonly string[];
  /** It judges nothing by itself: the playbook has to say what it expects. */
  readonly onlyMeasures?: boolean;
  /** The target that it is about, so that a wrong name is refused before it runs. */
  target?(settings: Settings): string | undefined;
  /** The branch reference that it is about, for the same reason. */
  branch?(settings: Settings): string | undefined;
  /** May throw: the caller makes `unknown` of it. Must stop when the signal is aborted. */
  ask(settings: Settings, context: CheckContext): Promise<CheckResult>;
}

export interface CheckResult {
  readonly outcome: 'pass' | 'fail' | 'unknown';
  /** One line of plain text with the value seen: `p95 is 812 ms, the limit is 800 ms`. */
  readonly note: string;
  /** Lines of plain text, redacted, at most 20. */
  readonly evidence: readonly string[];
  readonly measures: Readonly<Record<string, number>>;
}

export interface CheckContext {
  readonly playbook: Playbook;
  readonly signal: AbortSignal;
  /** Stable for one asking; names the run folder of a command. */
  readonly key: string;
  /** The release's version that should be running. */
  readonly version: string;
  /** Problems that people reported since this release opened. */
  readonly reports: number;
  /** Versions proven live on a target, newest first. */
  live(target: string): readonly { readonly version: string; readonly deployId: string | null }[];
  target(name: string): Target;
  deployer(target: string): Deployer;
  readonly commands: Commands;
  fill(text: string): string;
  argv(text: string): readonly string[];
  redact(text: string): string;
  readonly fetch: typeof fetch;
  /** Asks another check, for limits that name one. */
  check(name: string): Promise<CheckResult>;
  /** The repository of the playbook. Throws UserError when no host is configured. */
  repository(): Repository;
  /** The branch or tag format that a reference means for this release. Throws UserError when there is none. */
  place(reference: string): Place;
  /** What the release's own branch is cut from; undefined when it is the work branch itself. */
  cutFrom(): Place | undefined;
  /** The measures of a target before this release first deployed to it; undefined when nobody knows. */
  baseline(target: string): Readonly<Record<string, number>> | undefined;
}

export function defineCheck<Settings>(check: Check<Settings>): Check<Settings> {
  return check;
}

export const pass = (
  note: string,
  evidence: readonly string[] = [],
  measures: Record<string, number> = {},
): CheckResult => ({
  outcome: 'pass',
  note,
  evidence,
  measures,
});

export const failed = (
  note: string,
  evidence: readonly string[] = [],
  measures: Record<string, number> = {},
): CheckResult => ({ outcome: 'fail', note, evidence, measures });

export const unknown = (note: string, evidence: readonly string[] = []): CheckResult => ({
  outcome: 'unknown',
  note,
  evidence,
  measures: {},
});
