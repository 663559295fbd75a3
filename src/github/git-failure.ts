import { messageOf, TransientError, UserError } from '../core/errors.ts';
import { redact } from './failure.ts';

/** What git says when the other side, or the way to it, is the trouble; everything else is about the mirror itself. */
const FAR =
  /could not resolve|unable to access|failed to connect|connection|timed out|timeout|early eof|rpc failed|hung up|remote error|expected flush|^abort/i;
const REFUSED =
  /authentication failed|could not read (username|password)|repository (not found|'.*' not found)|returned error: (401|403|404)/i;

/** Undefined when the mirror itself is broken, and a new one may help. */
export function gitFailure(error: unknown, repository: string): TransientError | UserError | undefined {
  const words = redact(messageOf(error).trim());
  if (/spawn git ENOENT/.test(words)) {
    return new UserError('no_git', 'the program `git` is not installed where Shipmate runs', {
      fix: 'Install git 2.30 or newer.',
      cause: error,
    });
  }
  if (REFUSED.test(words)) {
    return new UserError('github_refused', `GitHub does not let git read \`${repository}\`: \`${words}\``, {
      fix: `Give Shipmate the right \`Contents: read\` in \`${repository}\`.`,
      cause: error,
    });
  }
  return FAR.test(words) ? new TransientError(`git got no answer from GitHub: ${words}`, { cause: error }) : undefined;
}
