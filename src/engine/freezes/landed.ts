import type { GuardRecord } from '../../core/freeze/guard.ts';
import type { Commit } from '../../core/repository/history.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { cut, escapeText } from '../../core/text.ts';
import type { EngineParts } from '../parts.ts';
import { commitsIn, leaked } from './leaks.ts';
import type { Suspicions } from './look-after.ts';

/** Whoever put it there may be Shipmate, which has not written it down yet. Machine time. */
const GRACE_MS = 45_000;
const SHOWN = 5;

/** Where a frozen branch stands now. */
export interface Landed {
  readonly branch: string;
  readonly head: string;
  /** False: somebody's doing is not accounted for yet, and may still be. */
  readonly isSure: boolean;
  /** mrkdwn: what nobody here put there; empty when all of it is accounted for. */
  readonly lines: readonly string[];
  readonly commits: readonly Pick<Commit, 'sha' | 'author' | 'subject'>[];
}

interface Looking {
  readonly parts: EngineParts;
  readonly suspicions: Suspicions;
}

/** Only branches that have moved, and those that nobody has looked at yet. */
export async function landedOn(
  guard: GuardRecord,
  repository: Repository,
  looking: Looking,
): Promise<readonly Landed[]> {
  const all: Landed[] = [];
  for (const branch of guard.branches) {
    const head = await repository.refs.branch(branch);
    const from = guard.heads[branch];
    if (head === undefined || head === from) continue;
    const quiet = { branch, head, isSure: true, lines: [], commits: [] };
    all.push(from === undefined ? quiet : await judged({ ...quiet, from }, { guard, repository, ...looking }));
  }
  return all;
}

async function judged(
  { from, ...landed }: Landed & { readonly from: string },
  { guard, repository, parts, suspicions }: Looking & { readonly guard: GuardRecord; readonly repository: Repository },
): Promise<Landed> {
  const { branch, head } = landed;
  const commits = await repository.history.commits({ base: from, head });
  const known = await knownCommits(guard, repository, parts);
  const strange = leaked({ from, to: head, commits }, known);
  const rewritten = (await repository.refs.compare(from, head))?.status !== 'ahead';
  if (strange.length === 0 && !rewritten) return landed;
  const key = `${guard.playbook} ${branch} ${head}`;
  const since = suspicions.get(key) ?? parts.clock.machine();
  suspicions.set(key, since);
  if (parts.clock.machine() - since < GRACE_MS) return { ...landed, isSure: false };
  suspicions.delete(key);
  const lines = strange.slice(0, SHOWN).map((commit) => lineOf(commit, repository));
  const more = strange.length > SHOWN ? [`… and ${strange.length - SHOWN} more`] : [];
  const force = rewritten
    ? [`• its history was rewritten: <${repository.links.compare(from, head)}|before and after>`]
    : [];
  return {
    ...landed,
    lines: [...force, ...lines, ...more],
    commits: strange.slice(0, 20).map(({ sha, author, subject }) => ({ sha, author, subject: cut(subject, 200) })),
  };
}

function lineOf({ sha, author, subject }: Commit, { links }: Repository): string {
  return `• <${links.commit(sha)}|${sha.slice(0, 7)}> by ${escapeText(author)}: ${escapeText(cut(subject, 150))}`;
}

/** What releases of this playbook did, and pull requests that were let through. */
async function knownCommits(
  guard: GuardRecord,
  { pulls }: Repository,
  { store }: EngineParts,
): Promise<ReadonlySet<string>> {
  const bodies: (string | null)[] = [];
  for (const id of new Set([guard.terms.release ?? [], await store.openIds()].flat())) {
    if ((await store.plan(id))?.playbook.playbook !== guard.playbook) continue;
    bodies.push(...(await store.facts(id)).map(({ body }) => body));
  }
  const passed = await Promise.all(guard.excepted.map(({ pull }) => pulls.read(pull)));
  return new Set([...commitsIn(bodies), ...passed.flatMap((pull) => pull?.mergeCommit ?? [])]);
}
