import { DidNotHappen, messageOf } from '../../core/errors.ts';
import type { GuardRecord } from '../../core/freeze/guard.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { isNamed, pauseOf } from '../is-named.ts';
import type { EngineParts } from '../parts.ts';
import { onGuard } from './scene.ts';
import { areExempt, exemptByCommits, type Telling, tellings } from './statuses.ts';

/** Machine time. */
const CALL_MS = 60_000;
/** How often open pull requests are listed when no news says that something changed. */
const LIST_MS = 90_000;
/** Hosts take so many writes a second from one program, and it has other things to write. */
const AT_ONCE = 2;

/** One way through the open pull requests of a freeze. Kept in memory: a new process begins a new one. */
export interface Sweep {
  /** What it was begun for; anything else makes it worthless. */
  key: string;
  todo: Telling[];
  listAt: number;
}

export function keyOf({ context, wanted, state, excepted }: GuardRecord): string {
  return [context, wanted, state, ...excepted.map(({ pull, head }) => `${pull}@${head}`)].join(' ');
}

/** Whether open pull requests have something to hear about it. */
export function isTold({ mode, wanted, state, swept }: GuardRecord): boolean {
  if (mode === 'announce') return false;
  if (wanted === 'closed') return state === 'closed' || (mode === 'status' && state === 'closing');
  return state === 'open' && (mode === 'status' || !swept);
}

/** Tells the next of them. Whatever the host refuses is logged, and told again in the next way through. */
export async function sweepOn(guard: GuardRecord, sweep: Sweep, parts: EngineParts): Promise<void> {
  const { machine } = parts.clock;
  try {
    const repository = parts.repositories(guard.repository, AbortSignal.timeout(CALL_MS));
    if (sweep.todo.length === 0) {
      if (machine() < sweep.listAt) return;
      sweep.listAt = machine() + LIST_MS;
      sweep.todo = await list(guard, repository, parts);
      if (sweep.todo.length === 0) return finished(guard, parts);
    }
    for (const telling of sweep.todo.splice(0, AT_ONCE)) await tell(guard, repository, { telling, parts });
    // Whoever came meanwhile is seen before anybody says that all were told.
    if (sweep.todo.length === 0) sweep.listAt = machine();
  } catch (error) {
    parts.log.warn('open pull requests could not be told', { playbook: guard.playbook, error: messageOf(error) });
    sweep.todo = [];
    sweep.listAt = machine() + (pauseOf(error) ?? LIST_MS);
  }
}

async function list(guard: GuardRecord, repository: Repository, { clock }: EngineParts): Promise<Telling[]> {
  const { pulls } = repository;
  const all: Telling[] = [];
  for (const name of guard.branches) {
    const open = await pulls.openInto(name, guard.context);
    const groups = await pulls.queue(name, guard.context);
    for (const telling of tellings(guard, { name, pulls: open, groups }, clock.now())) {
      const isSame = telling.passed === true && (await isExempt(guard, repository, telling));
      if (!isSame) all.push(telling);
    }
  }
  return all;
}

async function tell(
  guard: GuardRecord,
  repository: Repository,
  { telling, parts }: { readonly telling: Telling; readonly parts: EngineParts },
): Promise<void> {
  const { commit, status } = (await isExempt(guard, repository, telling)) ? exemptByCommits(telling) : telling;
  try {
    await repository.gates.tell(commit, status);
  } catch (error) {
    if (!isNamed(error, DidNotHappen) || pauseOf(error) !== undefined) throw error;
    parts.log.warn('a pull request could not be told', { commit, error: messageOf(error) });
  }
}

/** Commits that can't be read exempt nothing. */
async function isExempt({ terms }: GuardRecord, { history }: Repository, { into, commit }: Telling): Promise<boolean> {
  if (into === undefined) return false;
  const commits = await history.commits({ base: into, head: commit }).catch(() => []);
  return areExempt(commits, terms.exempt.commits);
}

/** Everybody was told. */
async function finished(guard: GuardRecord, parts: EngineParts): Promise<void> {
  if (guard.swept) return;
  await onGuard(guard, parts, async ({ guard: now, save }) => {
    if (keyOf(now) !== keyOf(guard)) return;
    const isClosing = now.state === 'closing';
    await save({ ...now, swept: true, ...(isClosing && { nextAt: parts.clock.machine() }) });
  });
}
