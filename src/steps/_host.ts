/**
 * An effect of a few calls to the repository's host. GitHub gives up on a request after ten seconds of its own, so that
 * what is not seen ten seconds after the last call could be sent will not come any more.
 */
export const AT_HOST = { effect: true, timeoutMs: () => 30_000, settleMs: 10_000 } as const;

/** A look of a few calls to the repository's host. */
export const LOOK_AT_HOST = { effect: false, timeoutMs: () => 60_000 } as const;
