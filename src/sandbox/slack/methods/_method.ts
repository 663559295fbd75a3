import type { Tier } from '../rate-limits.ts';
import type { Workspace } from '../workspace.ts';

/** One method of the Web API. */
export interface Method {
  readonly tier: Tier;
  /** Which of the two tokens it wants. */
  readonly token: 'bot' | 'app';
  /** Throws Refusal for everything that Slack answers with `ok: false`. */
  run(args: Args, world: World): Promise<Readonly<Record<string, unknown>>> | Readonly<Record<string, unknown>>;
}

export type Args = Readonly<Record<string, unknown>>;

export interface World {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  /** A new address for one Socket Mode connection. */
  socketUrl(): string;
}

/** Lets a modal be opened once, within three seconds of what the person did. */
export interface Triggers {
  issue(user: string): string;
  /** The person in front of whom the modal opens. */
  use(id: string): string;
}

export class Refusal extends Error {
  readonly code: string;
  readonly messages: readonly string[];

  constructor(code: string, messages: readonly string[] = []) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.messages = messages;
  }
}

export function required(args: Args, name: string): string {
  const value = args[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Refusal('invalid_arguments', [`[ERROR] missing required field: ${name}`]);
}

export const isTrue = (value: unknown): boolean => value === true || value === 'true' || value === '1';
