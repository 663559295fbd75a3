export const FREEZE_MODES = ['ruleset', 'lock', 'status', 'announce'] as const;

export type FreezeMode = (typeof FREEZE_MODES)[number];

/** The context of a freeze in mode `status`, the same for every one; the others have an id behind it. */
export const FREEZE_CONTEXT = 'release-freeze';

/** Whether a status is about a freeze: it says nothing about the commit that it hangs on. */
export function isFreezeContext(context: string): boolean {
  return context === FREEZE_CONTEXT || context.startsWith(`${FREEZE_CONTEXT}/`);
}

/**
 * Closes branches at the host. Every call brings about a state and is safe to repeat. Throws UserError when the host does
 * not let us, with the right that is missing and the mode that needs less; DidNotHappen when it refused the rule itself.
 */
export interface Guard {
  close(freeze: Freeze): Promise<Proof>;
  open(freeze: Freeze): Promise<Proof>;
  /** Changes nothing. */
  look(freeze: Freeze): Promise<Proof>;
}

export interface Freeze {
  readonly mode: FreezeMode;
  /** Names what is ours at the host. */
  readonly playbook: string;
  /** `release-freeze/<id>`, different for every freeze: what was allowed in an earlier one counts no more. */
  readonly context: string;
  readonly branches: readonly string[];
  /** Of the rule that was ours the last time. */
  readonly rule?: number | undefined;
}

/** What the host was seen to do, read back after it was told. */
export interface Proof {
  /** Whether a merge without our leave is refused on every branch. */
  readonly closed: boolean;
  readonly rule?: number | undefined;
  /** Where a person finds it at the host. */
  readonly url?: string | undefined;
  /** Who gets past it, as the host names them. */
  readonly bypass: readonly string[];
  /** Plain text: what weakens it, or why it does not hold. */
  readonly warnings: readonly string[];
}
