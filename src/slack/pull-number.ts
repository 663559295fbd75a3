import { UserError } from '../core/errors.ts';

/** `12`, `#12` or the address of a pull request. */
const WRITTEN = /^(?:#?(\d{1,9})|https?:\/\/[^\s/]+\/([\w.-]+\/[\w.-]+)\/pull\/(\d{1,9})(?:[/?#]\S*)?)$/;

export interface PullWritten {
  readonly number: number;
  /** `owner/name`, when a whole address was given. */
  readonly repository: string | undefined;
}

/** The pull request that a person means; undefined when it is none. */
export function readPull(text: string): PullWritten | undefined {
  const match = WRITTEN.exec(text.trim());
  const number = Number(match?.[1] ?? match?.[3]);
  return match && number > 0 ? { number, repository: match[2] } : undefined;
}

/** The first address of a pull request in a message, as Slack delivers its text. */
export function pullIn(text: string): string | undefined {
  return /https?:\/\/[^\s|<>]+\/pull\/\d+/.exec(text)?.[0];
}

/** Throws UserError at the field `pull`. */
export function pullOf(text: string): PullWritten {
  const pull = readPull(text);
  if (pull) return pull;
  throw new UserError('bad_pull', `\`${text}\` is no pull request.`, {
    fix: 'Write its number, like `12`, or its address.',
    field: 'pull',
  });
}
