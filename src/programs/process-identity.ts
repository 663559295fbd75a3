import { readFileSync } from 'node:fs';

/** One process, told apart from a later one that got the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the kernel says it began, with the boot that it belongs to; empty where there is no /proc. */
  readonly began: string;
}

const ENDED = 'ended';

export function identify(pid: number): ProcessIdentity {
  return { pid, began: beginningOf(pid) };
}

export function isAlive({ pid, began }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, but belongs to somebody else, so it is not the one that we started.
    if (isErrno(error)) return false;
    throw error;
  }
  const now = beginningOf(pid);
  return now !== ENDED && (began === '' || now === began);
}

function beginningOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in parentheses and may itself have spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; only its parent has not asked yet.
    return fields[0] === 'Z' ? ENDED : `${boot}/${fields[19] ?? ''}`;
  } catch (error) {
    // No /proc on this system, or the process ended meanwhile.
    if (isErrno(error)) return '';
    throw error;
  }
}

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'code' in error;
}
