/** By name: what crosses a realm is no instance. */
export function isNamed<T extends Error>(error: unknown, type: new (...args: never[]) => T): error is T {
  return error instanceof Error && error.name === type.name;
}

/** The pause in machine milliseconds that the other side asked for. */
export function pauseOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('retryAfterMs' in error)) return undefined;
  return typeof error.retryAfterMs === 'number' ? error.retryAfterMs : undefined;
}
