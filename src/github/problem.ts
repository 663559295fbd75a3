import { DidNotHappen, TransientError, UserError } from '../core/errors.ts';
import { formatDuration } from '../core/time/duration.ts';
import type { Refusal } from './api.ts';
import type { Failure } from './failure.ts';
import { rightFor } from './rights.ts';

export interface Caller {
  /** `owner/name` */
  readonly repository: string;
  readonly isApp: boolean;
}

export interface Asked extends Caller {
  /** The route, or the name of the GraphQL document. */
  readonly route: string;
  /** What was thrown. */
  readonly cause: unknown;
}

/** GitHub's words for a login that lacks something; other refusals are about the thing itself. */
const LACKS =
  /not accessible by|must have .*(rights|access)|requires? .*(scope|permission)|not authori[sz]ed|forbidden/i;

export function readProblem(failure: Failure, asked: Asked): TransientError | UserError {
  const { cause } = asked;
  if (failure.what === 'limited') return limited(failure, cause);
  if (failure.what !== 'refused') return new TransientError(`GitHub gave no answer: ${failure.words}`, { cause });
  const { status, words } = failure;
  // A fresh token is fetched for the next try.
  if (status === 401 && asked.isApp) return new TransientError(`GitHub took the token no more: ${words}`, { cause });
  if (status === 401) {
    return new UserError('github_login', `GitHub does not take the token: \`${words}\``, { fix: NEW_TOKEN, cause });
  }
  const fix = missingRight(failure, asked, false);
  return new UserError('github_refused', `GitHub refused to tell about \`${asked.repository}\`: \`${words}\``, {
    cause,
    ...(fix !== undefined && { fix }),
  });
}

/** For a write: DidNotHappen for what is certain, and a plain error when nobody knows. */
export function writeProblem(failure: Failure, asked: Asked): Error {
  const { cause } = asked;
  if (failure.what === 'limited') return new DidNotHappen(limited(failure, cause).message, { cause });
  if (failure.what === 'unsent') return new DidNotHappen(`GitHub was not reached: ${failure.words}`, { cause });
  if (failure.what === 'unsure' || isOvertaken(failure.status, asked.route)) {
    return new Error(`nobody knows whether GitHub did it: ${failure.words}`, { cause });
  }
  if (failure.status === 401) {
    return new DidNotHappen(
      `GitHub does not take the token: \`${failure.words}\`. ${asked.isApp ? '' : NEW_TOKEN}`.trim(),
      {
        cause,
      },
    );
  }
  return new DidNotHappen(`GitHub refused it: ${refusalWords(failure, asked)}`, { cause });
}

/** For a refusal that the caller can do nothing with. */
export const notDone = ({ words }: Refusal): DidNotHappen => new DidNotHappen(`GitHub refused it: ${words}`);

/** 409 means a conflict where branches are merged; elsewhere it speaks of another call that was under way. */
const isOvertaken = (status: number | string, route: string): boolean =>
  status === 409 && !/\/(merge|merges|deployments)$/.test(route);

/** For people: GitHub's own words, and the right that is missing. */
export function refusalWords(failure: Refused, asked: Asked): string {
  return [`\`${failure.words}\``, missingRight(failure, asked, true)].filter(Boolean).join('. ');
}

const NEW_TOKEN = 'Put a new one into `GITHUB_TOKEN`.';

function limited({ waitMs, words }: Failure & { readonly what: 'limited' }, cause: unknown): TransientError {
  const text = `GitHub asks to wait ${formatDuration(waitMs)}: ${words}`;
  return new TransientError(text, { retryAfterMs: waitMs, cause });
}

type Refused = Failure & { readonly what: 'refused' };

function missingRight(failure: Refused, asked: Asked, isWrite: boolean): string | undefined {
  const { status, words } = failure;
  const right = rightFor(asked.route, isWrite);
  if (right === undefined) return undefined;
  const lacks = status === 'FORBIDDEN' || status === 'INSUFFICIENT_SCOPES' || (status === 403 && LACKS.test(words));
  if (lacks) return `Give Shipmate the right \`${right}\` in \`${asked.repository}\`.`;
  // GitHub hides what a login may not see behind a 404.
  if (status === 404) return `It is not there, or Shipmate lacks the right \`${right}\` in \`${asked.repository}\`.`;
  return undefined;
}
