import { z } from 'zod';
import { messageOf } from '../core/errors.ts';

/** What a failed call means. All but the last certainly changed nothing. */
export type Failure =
  /** GitHub asks us to wait. */
  | { readonly what: 'limited'; readonly waitMs: number; readonly words: string }
  /** GitHub's own answer was no. GraphQL has a word of its own in place of a status: `NOT_FOUND`, `STALE_DATA` … */
  | { readonly what: 'refused'; readonly status: number | string; readonly words: string }
  /** It never left this machine, or never came to GitHub. */
  | { readonly what: 'unsent'; readonly words: string }
  /** It may have been carried out. */
  | { readonly what: 'unsure'; readonly words: string };

export interface Attempt {
  /** Whether anything was handed to the network: a call may fail while it waits its turn or fetches a token. */
  readonly wasSent: boolean;
  /** UTC milliseconds. */
  readonly machine: number;
}

/** What Octokit throws for REST: a status of 500 without a response means that there was no answer. */
const Answered = z.object({
  status: z.number(),
  response: z.object({
    headers: z.record(z.string(), z.coerce.string()),
    data: z.unknown(),
  }),
});

/** GraphQL says no with status 200; its own plain errors have no type. */
const Said = z.object({ type: z.string().optional(), message: z.string() });
const AnsweredByGraphQL = z.object({
  headers: z.record(z.string(), z.coerce.string()),
  errors: z.array(Said).min(1),
});
const LimitedByGraphQL = z.object({
  response: z.object({ headers: z.record(z.string(), z.coerce.string()) }),
  data: z.object({ errors: z.array(Said).min(1) }),
});

/** Codes of a connection that was never made. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|CERT_\w+|UNABLE_TO_\w+|\w*SELF_SIGNED\w*)$/;

/** What is waited when GitHub names no time. */
const WAIT_MS = 60_000;

type Headers = Readonly<Record<string, string>>;

export function failureOf(error: unknown, attempt: Attempt): Failure {
  const said = saidByGraphQL(error);
  if (said) return failureOfGraphQL(said, attempt.machine);
  const answered = Answered.safeParse(error);
  if (answered.success) return failureOfRest(answered.data, attempt.machine);
  const words = redact(wordsOfCause(error));
  const isUnsent = !attempt.wasSent || NEVER_SENT.test(codeOf(error));
  return isUnsent ? { what: 'unsent', words } : { what: 'unsure', words };
}

function failureOfRest({ status, response }: z.output<typeof Answered>, machine: number): Failure {
  const { headers, data } = response;
  const words = redact(wordsOfData(data) || `status ${status}`);
  const isLimit = status === 429 || (status === 403 && isLimited(headers, words));
  if (isLimit) return { what: 'limited', waitMs: waitMsOf(headers, machine), words };
  // 408 speaks of a request that was overtaken by time.
  if (status >= 400 && status < 500 && status !== 408) return { what: 'refused', status, words };
  return { what: 'unsure', words: `${words} (${status})` };
}

function saidByGraphQL(error: unknown): z.output<typeof AnsweredByGraphQL> | undefined {
  const plain = AnsweredByGraphQL.safeParse(error);
  if (plain.success) return plain.data;
  const limited = LimitedByGraphQL.safeParse(error);
  return limited.success ? { headers: limited.data.response.headers, errors: limited.data.data.errors } : undefined;
}

function failureOfGraphQL({ headers, errors }: z.output<typeof AnsweredByGraphQL>, machine: number): Failure {
  const words = redact(errors.map(({ message }) => message).join('; '));
  const types = errors.map(({ type }) => type);
  if (types.includes('RATE_LIMITED')) return { what: 'limited', waitMs: waitMsOf(headers, machine), words };
  const [type] = types;
  // An error without a type, or one of the inside, may come after the work was done.
  const isCertain =
    type !== undefined && !types.some((each) => each === undefined || /^(INTERNAL|SERVICE|TIMEOUT)/.test(each));
  return isCertain ? { what: 'refused', status: type, words } : { what: 'unsure', words };
}

const isLimited = (headers: Headers, words: string): boolean =>
  headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined || /\brate limit\b/i.test(words);

function waitMsOf(headers: Headers, machine: number): number {
  const seconds = Number(headers['retry-after']);
  if (seconds > 0) return seconds * 1_000;
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] === '0' && reset > 0) return Math.max(1_000, reset * 1_000 - machine);
  return WAIT_MS;
}

const Data = z.object({
  message: z.string(),
  errors: z
    .array(
      z.union([
        z.string(),
        z.object({ message: z.string() }).transform(({ message }) => message),
        z.object({ field: z.string(), code: z.string() }).transform(({ field, code }) => `${field} ${code}`),
      ]),
    )
    .catch([]),
});

/** `Validation Failed: No commits between main and release/1` */
function wordsOfData(data: unknown): string {
  const parsed = Data.safeParse(data);
  if (!parsed.success) return '';
  return [parsed.data.message, ...parsed.data.errors].join(': ');
}

/** fetch hides the reason in `cause`, and several of them in an AggregateError. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('errors' in error && Array.isArray(error.errors)) return codeOf(error.errors[0]);
  return 'cause' in error ? codeOf(error.cause) : '';
}

function wordsOfCause(error: unknown): string {
  const code = codeOf(error);
  const words = messageOf(error);
  return code === '' || words.includes(code) ? words : `${words} (${code})`;
}

/** Takes out GitHub's tokens, whatever their length, and what stands for a login in an address or a header. */
export function redact(text: string): string {
  return text
    .replace(/\b(gh[pousr]_|github_pat_)\S+/g, '[secret]')
    .replace(/\b(basic|bearer|token) [\w+/=.-]{16,}/gi, '$1 [secret]')
    .replace(/:\/\/[^/\s@]+@/g, '://[secret]@');
}
