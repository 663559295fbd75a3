import type { FreezeTerms } from '../../core/freeze/guard.ts';
import { lastingBranches } from '../../core/playbook/places.ts';
import type { Playbook } from '../../core/playbook/playbook.ts';
import type { Emit } from '../../core/release/move.ts';
import type { ReleaseRecord } from '../../core/store.ts';
import { escapeText, listed } from '../../core/text.ts';
import { sayInThread, sayMessage } from '../say.ts';
import type { Turn } from '../turn.ts';
import { frozenBranches, ownBranch } from './frozen-branches.ts';
import { waived, wantGuard } from './want-guard.ts';

type Changing = Pick<Turn, 'unit' | 'run' | 'now' | 'machine' | 'parts'>;

/** Writes down that this release closes its branches, or lets go of them, and what is wanted of the host for that. */
export async function changeFreeze(turn: Changing, change: Extract<Emit, { emit: 'freeze' }>['change']): Promise<void> {
  if (change === 'start') return startFreeze(turn);
  return change === 'end' ? endFreeze(turn) : waiveFreeze(turn);
}

async function startFreeze(turn: Changing): Promise<void> {
  const { unit, now } = turn;
  await unit.freeze(frozenBranches(unit.release), now, `release ${unit.release.id}`);
  if (!(await wantGuard(unit, wishOf(turn)))) await sayMessage(turn, 'freeze-started');
}

async function endFreeze(turn: Changing): Promise<void> {
  const { unit, now } = turn;
  const held = await unit.frozen();
  const opened = await unit.thaw(now);
  // Also when it lets go of nothing any more: the host is asked once again.
  const isTold = await wantGuard(unit, wishOf(turn));
  if (opened.length > 0) {
    if (!isTold) await sayMessage(turn, 'freeze-lifted');
  } else if (held.length > 0) {
    await sayInThread(turn, `\`${escapeText(listed(held))}\` stays closed: somebody else holds it, too`);
  }
}

async function waiveFreeze({ unit, machine }: Changing): Promise<void> {
  const guard = await unit.guard(unit.release.playbook);
  if (guard) await unit.saveGuard(waived(guard, machine));
}

function wishOf({ unit: { release }, machine }: Changing) {
  const { playbook } = release.plan;
  const { repository, freeze } = playbook;
  const mode = freeze?.mode ?? 'announce';
  return { playbook: release.playbook, repository, mode, terms: termsOfRelease(release), machine };
}

function termsOfRelease(release: ReleaseRecord): FreezeTerms {
  const terms = termsByHand(release.plan.playbook);
  return { ...terms, release: release.id, version: release.version, own: [...terms.own, ownBranch(release)] };
}

export function termsByHand(playbook: Playbook): FreezeTerms {
  const { title, owner, channels, freeze } = playbook;
  return {
    title,
    owner,
    channel: channels.main?.slack ?? '',
    release: null,
    version: null,
    exempt: freeze?.exempt ?? { paths: [], labels: [], commits: [] },
    own: lastingBranches(playbook).map(({ name }) => name),
  };
}

/** This pull request passes, at this head and for so long. */
export async function except(
  { unit, now }: Pick<Turn, 'unit' | 'now'>,
  { pull, head, until }: Extract<Emit, { emit: 'except' }>,
): Promise<void> {
  const guard = await unit.guard(unit.release.playbook);
  if (!guard) return;
  const others = guard.excepted.filter((each) => each.until > now && each.pull !== pull);
  await unit.saveGuard({ ...guard, excepted: [...others, { pull, head, until }] });
}
