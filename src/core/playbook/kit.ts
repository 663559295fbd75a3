import type { z } from 'zod';

/**
 * Everything that is installed and may be written in a playbook. The core knows these shapes only; what is in
 * steps/, checks/ and providers/ fits them.
 */
export interface Kit {
  readonly steps: ReadonlyMap<string, StepKindLike>;
  readonly checks: ReadonlyMap<string, CheckLike>;
  readonly providers: ReadonlyMap<string, ProviderLike>;
}

export interface StepKindLike {
  readonly name: string;
  readonly summary: string;
  readonly spec: z.ZodType;
  uses?(spec: unknown): readonly ReferenceLike[];
  title(spec: unknown): string;
  readonly once: boolean;
  readonly neverSkipped?: boolean;
  /** Begun by an order alone: no playbook can name it. */
  readonly byOrder?: boolean;
  readonly whenLate?: 'run' | 'ask';
}

export interface ReferenceLike {
  readonly to: 'role' | 'target' | 'check' | 'message' | 'step' | 'channel' | 'condition' | 'branch' | 'tag';
  readonly name: string;
  /** Where in the spec it stands; `value` is what stands behind the kind's name. */
  readonly path: readonly (string | number)[];
}

export interface CheckLike {
  readonly name: string;
  readonly summary: string;
  /** See checks/_check.ts. */
  readonly comesWith: 'definition' | 'target' | 'repository';
  readonly settings: z.ZodType;
  readonly measures: readonly string[];
  readonly onlyMeasures?: boolean;
  target?(settings: unknown): string | undefined;
  branch?(settings: unknown): string | undefined;
}

export interface ProviderLike {
  readonly name: string;
  readonly summary: string;
  readonly settings: z.ZodType;
  byHand?(settings: unknown): string;
}

/** Without what an order alone begins. */
export function writable(kit: Kit): Kit {
  return { ...kit, steps: new Map([...kit.steps].filter(([, { byOrder }]) => !byOrder)) };
}
