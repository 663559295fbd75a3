import { messageOf } from '../../core/errors.ts';
import type { GuardRecord } from '../../core/freeze/guard.ts';
import type { Proof } from '../../core/repository/guard.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { escapeText, listed } from '../../core/text.ts';
import { pauseOf } from '../is-named.ts';
import type { EngineParts } from '../parts.ts';
import { freezeOf, LOOK_MS } from './bring-about.ts';
import { type Landed, landedOn } from './landed.ts';
import { guardButtons, onGuard, type Scene } from './scene.ts';

const CALL_MS = 60_000;

/** Since when a branch stands at a commit that nobody accounts for, in machine time. */
export type Suspicions = Map<string, number>;

/** Compares the host with what was closed there, and tells what somebody changed. Nothing is changed back. */
export async function lookAfter(guard: GuardRecord, parts: EngineParts, suspicions: Suspicions): Promise<void> {
  const seen = await look(guard, parts, suspicions);
  const machine = parts.clock.machine();
  await onGuard(guard, parts, async (scene) => {
    const { state, closings } = scene.guard;
    // Somebody has decided something meanwhile: what was seen is no news of that.
    if (closings !== guard.closings || state !== guard.state) return;
    if ('error' in seen) return scene.save({ ...scene.guard, nextAt: machine + (pauseOf(seen.error) ?? LOOK_MS) });
    const soon = seen.landed.some(({ isSure }) => !isSure) ? LOOK_MS / 2 : LOOK_MS;
    const after = await tellDrift(scene, seen.proof);
    const heads = await tellLanded(scene, seen.landed);
    await scene.save({ ...after, heads: { ...after.heads, ...heads }, nextAt: machine + soon });
  });
}

type Seen = { readonly proof: Proof; readonly landed: readonly Landed[] } | { readonly error: unknown };

async function look(guard: GuardRecord, parts: EngineParts, suspicions: Suspicions): Promise<Seen> {
  try {
    const repository: Repository = parts.repositories(guard.repository, AbortSignal.timeout(CALL_MS));
    const proof = await repository.guard.look(freezeOf(guard));
    return { proof, landed: await landedOn(guard, repository, { parts, suspicions }) };
  } catch (error) {
    parts.log.warn('a freeze could not be looked at', { playbook: guard.playbook, error: messageOf(error) });
    return { error };
  }
}

/** Once for every change that somebody made. Returns the guard as it is to be written. */
async function tellDrift(scene: Scene, proof: Proof): Promise<GuardRecord> {
  const { guard } = scene;
  const { bypass, warnings, closed } = proof;
  const noticed = driftOf(guard, proof);
  const after: GuardRecord = {
    ...guard,
    bypass,
    warnings,
    noticed,
    state: closed ? 'closed' : 'undone',
    problem: closed ? '' : noticed,
  };
  if (noticed === guard.noticed) return after;
  const branches = `\`${escapeText(listed(guard.branches))}\``;
  if (noticed === '') {
    if (guard.state !== 'undone') return after;
    await scene.fact('freeze:restored', { branches: guard.branches });
    await scene.say(`:lock: ${branches} is closed at the host again.`);
    return after;
  }
  await scene.fact('freeze:drifted', { branches: guard.branches, seen: noticed });
  const weak = closed ? '' : ` ${escapeText(warnings.join('; '))}`;
  await scene.say(
    `:warning: The freeze of ${branches} was changed at the host: ${escapeText(noticed)}.${weak}`.trim(),
    {
      people: [guard.terms.owner],
      buttons: guardButtons(guard.playbook),
    },
  );
  return after;
}

/** Plain text; '' when all is as it was left. */
function driftOf(guard: GuardRecord, { closed, bypass }: Proof): string {
  if (!closed) return 'it does not hold any more';
  const added = bypass.filter((who) => !guard.bypass.includes(who));
  const gone = guard.bypass.filter((who) => !bypass.includes(who));
  const parts = [
    ...(added.length > 0 ? [`${listed(added)} may pass now`] : []),
    ...(gone.length > 0 ? [`${listed(gone)} may pass no longer`] : []),
  ];
  return parts.join('; ');
}

/** What is accounted for now, by branch. */
async function tellLanded(scene: Scene, landed: readonly Landed[]): Promise<Readonly<Record<string, string>>> {
  const heads: Record<string, string> = {};
  for (const { branch, head, isSure, lines, commits } of landed) {
    if (!isSure) continue;
    heads[branch] = head;
    if (lines.length === 0) continue;
    await scene.fact('freeze:leaked', { branch, from: scene.guard.heads[branch], to: head, commits });
    const text = `:rotating_light: *\`${escapeText(branch)}\` is frozen, and something landed on it:*\n${lines.join('\n')}`;
    await scene.say(text, { people: [scene.guard.terms.owner] });
  }
  return heads;
}
