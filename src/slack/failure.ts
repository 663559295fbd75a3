import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { messageOf, TransientError } from '../core/errors.ts';

/** What a failed call means. Only a `refused` or `limited` one certainly did nothing. */
export type Failure =
  /** Slack asks us to wait; in milliseconds. */
  | { readonly what: 'limited'; readonly waitMs: number; readonly why: string }
  /** It was not carried out. `error` is Slack's own word, or `unreachable`. */
  | { readonly what: 'refused'; readonly error: string; readonly why: string }
  /** It may have been carried out. */
  | { readonly what: 'unsure'; readonly why: string };

/** Slack's words for "something broke on our side": parts of the call may have been carried out. */
const BROKEN = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);

/** The connection never stood, so nothing was sent. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What is waited when Slack names no time. */
const WAIT_MS = 30_000;

export function failureOf(error: unknown): Failure {
  const why = messageOf(error);
  if (error instanceof WebAPIRateLimitedError) return { what: 'limited', waitMs: error.retryAfter * 1000, why };
  if (error instanceof WebAPIPlatformError) {
    const word = error.data.error;
    if (word === 'ratelimited' || word === 'rate_limited') return { what: 'limited', waitMs: WAIT_MS, why };
    return BROKEN.has(word) ? { what: 'unsure', why } : { what: 'refused', error: word, why };
  }
  if (error instanceof WebAPIHTTPError) {
    const isRefused = error.statusCode >= 400 && error.statusCode < 500;
    return isRefused ? { what: 'refused', error: `http_${error.statusCode}`, why } : { what: 'unsure', why };
  }
  if (error instanceof WebAPIRequestError && NEVER_SENT.has(codeOf(error.original))) {
    return { what: 'refused', error: 'unreachable', why };
  }
  return { what: 'unsure', why };
}

/** fetch hides the reason in `cause`, and several of them in an AggregateError. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('errors' in error && Array.isArray(error.errors)) return codeOf(error.errors[0]);
  return 'cause' in error ? codeOf(error.cause) : '';
}

/** For calls that only read. */
export function transient(doing: string, error: unknown): TransientError {
  const failure = failureOf(error);
  return new TransientError(`Slack did not ${doing}: ${failure.why}`, {
    cause: error,
    ...(failure.what === 'limited' && { retryAfterMs: failure.waitMs }),
  });
}
