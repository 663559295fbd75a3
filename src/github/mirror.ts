import { resolve } from 'node:path';
import { GitError, type SimpleGit } from 'simple-git';
import { messageOf, TransientError, UserError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import { redact } from './failure.ts';
import { gitFailure } from './git-failure.ts';
import { createMirrorFolder, FULL_SHA, type MirrorFolder, type Source } from './mirror-folder.ts';
import { createTurns } from './turns.ts';
import { untilAborted } from './until-aborted.ts';

/** A copy of a repository on this machine: made when it is first asked for, and made anew when it is broken. */
export interface Mirror {
  /**
   * Lets `work` read the commits of the refs, in their order, as they are at GitHub now. One at a time. Throws UserError
   * for a ref that does not exist, TransientError when it can't be brought up to date.
   */
  read<T>(wanted: Wanted, work: (git: SimpleGit, commits: readonly string[]) => Promise<T>): Promise<T>;
}

export interface Wanted {
  /** Branches, tags or full SHAs. */
  readonly refs: readonly string[];
  /** Asked only when something has to be fetched. */
  readonly source: () => Promise<Source>;
  readonly signal: AbortSignal;
}

export interface MirrorParts {
  /** Below it, each repository has a folder `owner/name.git`. */
  readonly mirrors: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
}

export function createMirror(repository: string, { mirrors, env, log }: MirrorParts): Mirror {
  const folder = createMirrorFolder(resolve(mirrors, `${repository}.git`), env);
  const takeTurn = createTurns();
  const current = keepCurrent(folder);

  const makeAnew = async (error: unknown, signal: AbortSignal): Promise<void> => {
    // Only git itself can say that its repository is broken, and not when it was stopped.
    if (!(error instanceof GitError) || signal.aborted || gitFailure(error, repository)) throw error;
    log.warn('a git mirror is broken and made anew', { repository, error: redact(messageOf(error)) });
    await folder.remove();
    current.forget();
  };

  return {
    async read(wanted, work) {
      const { refs, signal } = wanted;
      const place = current.ask();
      const readOnce = async () => {
        const commits = await current.commits(wanted, place);
        const missing = refs.find((_ref, index) => !commits[index]);
        if (missing !== undefined) throw noRef(missing, repository);
        return work(folder.git(signal), commits);
      };
      const readOrHeal = (): ReturnType<typeof readOnce> =>
        readOnce().catch((error: unknown) => makeAnew(error, signal).then(readOnce));
      try {
        return await untilAborted(takeTurn(readOrHeal), signal);
      } catch (error) {
        throw portError(error, repository);
      }
    },
  };
}

interface Current {
  /** The place in the row of those who ask. */
  ask(): number;
  /** After the folder is gone. */
  forget(): void;
  /** The commits of the refs as they are at GitHub since `place` was taken; an empty text for what is not there. */
  commits(wanted: Wanted, place: number): Promise<readonly string[]>;
}

/** One fetch serves everybody who had asked when it began. */
function keepCurrent(folder: MirrorFolder): Current {
  let isMade = false;
  let asked = 0;
  let served = 0;
  return {
    ask() {
      asked += 1;
      return asked;
    },

    forget() {
      isMade = false;
      served = 0;
    },

    async commits({ refs, source, signal }, place) {
      if (!isMade) await folder.make();
      isMade = true;
      // A commit never changes; a name may point elsewhere by now.
      if (refs.every((ref) => FULL_SHA.test(ref)) && (await folder.has(refs, signal))) return refs;
      if (served < place) {
        const from = await source();
        const waiting = asked;
        await folder.fetch(from);
        served = waiting;
      }
      return folder.commits(refs, signal);
    },
  };
}

function noRef(ref: string, repository: string): UserError {
  return new UserError('no_ref', `\`${repository}\` has no branch, tag or commit \`${ref}\``, {
    fix: 'Compare `branches` and `tags` in the playbook with what is there.',
  });
}

function portError(error: unknown, repository: string): Error {
  if (error instanceof UserError || error instanceof TransientError) return error;
  const words = redact(messageOf(error));
  return (
    gitFailure(error, repository) ?? new TransientError(`the git mirror can't be read: ${words}`, { cause: error })
  );
}
