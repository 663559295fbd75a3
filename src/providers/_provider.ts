import type { z } from 'zod';
import type { Target } from '../core/playbook/playbook.ts';
import type { Commands } from '../core/ports.ts';

/** A way to deploy. */
export interface Provider<Settings = unknown> {
  /** The first key of a target in YAML, and the name of its file. */
  readonly name: string;
  readonly summary: string;
  /** A strict object: `value` is what stands behind the provider's name; the rest are keys of the target. */
  readonly settings: z.ZodType<Settings>;
  /** The role that deploys by hand; then nothing is connected and the deploy step asks a person. */
  byHand?(settings: Settings): string;
  connect?(settings: Settings, context: ProviderContext): Deployer;
}

/** One target, connected. Every method stops when the signal is aborted. */
export interface Deployer {
  /**
   * What this release began here before must not go live behind it. Throws DidNotHappen when it certainly was not started.
   */
  start(request: DeployRequest): Promise<Started>;
  /** What became of the start under this key. */
  look(key: string, signal: AbortSignal): Promise<Looked>;
  observe(deployId: string, signal: AbortSignal): Promise<Observation>;
  /** Absent: this provider can't stop a target. Safe to repeat. */
  stop?(key: string, signal: AbortSignal): Promise<void>;
}

export interface DeployRequest {
  readonly version: string;
  /** The same on every attempt, so that the other side can refuse a double. */
  readonly key: string;
  readonly signal: AbortSignal;
}

export interface Started {
  readonly deployId: string;
}

export type Looked =
  | { readonly happened: Started }
  | { readonly didNot: true }
  | { readonly stillMs: number }
  | { readonly unsure: string };

export interface Observation {
  readonly phase: 'building' | 'live' | 'failed';
  /** Plain text with what the other side said. */
  readonly note: string;
}

export interface ProviderContext {
  readonly target: Target;
  /** Of the programs with which this release changes the target. Those of other releases are not its own to end. */
  readonly lane: string;
  readonly commands: Commands;
  readonly fetch: typeof fetch;
  fill(text: string): string;
  argv(text: string): readonly string[];
  redact(text: string): string;
}

export function defineProvider<Settings>(provider: Provider<Settings>): Provider<Settings> {
  return provider;
}

/**
 * The role that deploys to this target by hand. Deciding is pure and has no provider at hand, so it is read from the
 * target: `manual` is the only provider that connects to nothing.
 */
export function handOf({ provider, settings }: Target): string | undefined {
  return provider === 'manual' ? String(settings.value) : undefined;
}
