import type { RefChange } from '../git/refs.ts';
import { isRefName } from '../git/refs.ts';
import { moveRefs } from '../moves.ts';
import { type Actor, violations } from '../rules/rules.ts';
import type { World } from '../world.ts';
import { FLUSH, onBand, pktLine, readPktLines } from './pkt-line.ts';

interface Push {
  readonly changes: readonly RefChange[];
  readonly abilities: ReadonlySet<string>;
  readonly pack: Buffer;
}

interface Verdict {
  readonly change: RefChange;
  /** Undefined when it is let in. */
  readonly reason?: string;
  /** For the person who pushes. */
  readonly words?: string;
}

/** What the server's side of `git push` does, with the rules asked once the objects are here. Returns git's own report. */
export async function receivePack(world: World, body: Buffer, by: Actor): Promise<Buffer> {
  const push = readPush(body);
  if (push.pack.length > 0) {
    await world.git.run(['index-pack', '--stdin', '--fix-thin'], { input: push.pack });
  }
  const judged: Verdict[] = [];
  for (const change of push.changes) judged.push(await judge(world, change, by));
  const isAllOrNothing = push.abilities.has('atomic') && judged.some(({ reason }) => reason !== undefined);
  const verdicts = isAllOrNothing ? judged.map(refusedWithOthers) : judged;
  const allowed = verdicts.filter(({ reason }) => reason === undefined).map(({ change }) => change);
  if (allowed.length > 0) await moveRefs(world, allowed, by.login);
  return report(verdicts, push.abilities);
}

const NOTHING = '0'.repeat(40);

function readPush(body: Buffer): Push {
  const { lines, rest } = readPktLines(body);
  const [first = ''] = lines.map((line) => line.toString('utf8'));
  const changes = lines.flatMap((line) => {
    const [command = ''] = line.toString('utf8').trimEnd().split('\0');
    const [before = '', after = '', ...ref] = command.split(' ');
    if (!/^[0-9a-f]{40}$/.test(before) || !/^[0-9a-f]{40}$/.test(after)) return [];
    return [{ ref: ref.join(' '), before: orNull(before), after: orNull(after) }];
  });
  return { changes, abilities: new Set(first.split('\0')[1]?.trim().split(' ')), pack: rest };
}

const orNull = (sha: string): string | null => (sha === NOTHING ? null : sha);

async function judge(world: World, change: RefChange, by: Actor): Promise<Verdict> {
  const { ref, before, after } = change;
  if (!isRefName(ref) || /^refs\/(pull|forks)\//.test(ref)) return { change, reason: 'deny updating a hidden ref' };
  if ((world.refs.get(ref) ?? null) !== before) return { change, reason: 'fetch first' };
  if (after === null && ref === `refs/heads/${world.repository.defaultBranch}`) {
    return { change, reason: `refusing to delete the current branch: ${ref}` };
  }
  const problems = await violations(world, { ...change, by, way: 'push' });
  if (problems.length === 0) return { change };
  const words = `error: GH013: Repository rule violations found for ${ref}.\n\n${problems.map((problem) => `- ${problem}\n`).join('')}\n`;
  return { change, reason: 'push declined due to repository rule violations', words };
}

function refusedWithOthers(verdict: Verdict): Verdict {
  return { reason: 'atomic transaction failed', ...verdict };
}

function report(verdicts: readonly Verdict[], abilities: ReadonlySet<string>): Buffer {
  const lines = verdicts.map(({ change, reason }) =>
    pktLine(reason === undefined ? `ok ${change.ref}\n` : `ng ${change.ref} ${reason}\n`),
  );
  const whole = Buffer.concat([pktLine('unpack ok\n'), ...lines, FLUSH]);
  if (!abilities.has('side-band-64k')) return whole;
  const words = verdicts.flatMap((verdict) => verdict.words ?? []).join('');
  return Buffer.concat([onBand(2, Buffer.from(words)), onBand(1, whole), FLUSH]);
}
