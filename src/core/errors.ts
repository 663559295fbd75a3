/** A problem that the person who caused it can fix. Its message and fix are shown to them word for word. */
export class UserError extends Error {
  /** Stable, for tests and for the log: `not_allowed`, `stale`, `bad_usage` … */
  readonly code: string;
  /** The next thing to do, written as an instruction. */
  readonly fix: string | undefined;
  /** The modal field that the message belongs to, when it belongs to one. */
  readonly field: string | undefined;
  /** Slack user ids of those who could do it instead. */
  readonly people: readonly string[];

  constructor(
    code: string,
    message: string,
    options: { fix?: string; field?: string; people?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'UserError';
    this.code = code;
    this.fix = options.fix;
    this.field = options.field;
    this.people = options.people ?? [];
  }
}

/** The other side gave no usable answer to a call that changes nothing; the very same call may work later. */
export class TransientError extends Error {
  /** What the other side asked us to wait, in milliseconds of machine time. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'TransientError';
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The effect certainly did not take place (refused, or never sent), so that it may be tried again without a look. */
export class DidNotHappen extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'DidNotHappen';
  }
}

/** The message of anything that was thrown. Native addons throw errors of another realm, so `instanceof` is not asked. */
export function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}

/** What happened and, where it is known, the next thing to do: one text of whole sentences. */
export function messageWithFix(error: unknown): string {
  const message = messageOf(error);
  const fix = typeof error === 'object' && error !== null && 'fix' in error ? error.fix : undefined;
  return typeof fix === 'string' ? `${message.replace(/\.$/, '')}. ${fix}` : message;
}
