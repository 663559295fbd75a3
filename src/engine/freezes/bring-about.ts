import { messageOf, messageWithFix, UserError } from '../../core/errors.ts';
import { type GuardRecord, weaknesses } from '../../core/freeze/guard.ts';
import type { Freeze, Proof } from '../../core/repository/guard.ts';
import { escapeText, listed } from '../../core/text.ts';
import { isNamed, pauseOf } from '../is-named.ts';
import type { EngineParts } from '../parts.ts';
import { backoffMs } from '../perform.ts';
import { guardButtons, onGuard, type Scene } from './scene.ts';

/** Machine time. A call is given up after this; each brings about a state, so that it may be made again. */
const CALL_MS = 30_000;
/** A host that refused is asked again: somebody may have given us the right. */
const REFUSED_MS = 5 * 60_000;
/** The first look after something was closed. */
export const LOOK_MS = 2 * 60_000;
/** Failures in a row after which people are asked. */
const PATIENCE = 4;

export function freezeOf({ mode, playbook, context, branches, rule }: GuardRecord): Freeze {
  return { mode, playbook, context, branches, ...(rule !== null && { rule }) };
}

/** Tells the host what is wanted, and writes down what it showed. */
export async function bringAbout(guard: GuardRecord, parts: EngineParts): Promise<void> {
  if (guard.wanted === 'open' && guard.tries === 0) await warnOfAutoMerge(guard, parts);
  const told = await tellHost(guard, parts);
  await onGuard(guard, parts, async (scene) => {
    if (!isSameWish(scene.guard, guard)) return keepRule(scene, told);
    if ('error' in told) return failed(scene, parts, told.error);
    const holds = told.proof.closed === (guard.wanted === 'closed');
    if (!holds) return failed(scene, parts, new Error(whyNot(guard, told.proof)));
    return cameAbout(scene, parts, told.proof);
  });
}

type Told = { readonly proof: Proof } | { readonly error: unknown };

async function tellHost(guard: GuardRecord, { repositories, log }: EngineParts): Promise<Told> {
  try {
    const host = repositories(guard.repository, AbortSignal.timeout(CALL_MS)).guard;
    const freeze = freezeOf(guard);
    return { proof: await (guard.wanted === 'closed' ? host.close(freeze) : host.open(freeze)) };
  } catch (error) {
    log.warn('a freeze could not be brought about', { playbook: guard.playbook, error: messageOf(error) });
    return { error };
  }
}

function isSameWish(one: GuardRecord, other: GuardRecord): boolean {
  return (
    one.closings === other.closings &&
    one.wanted === other.wanted &&
    one.mode === other.mode &&
    one.branches.join() === other.branches.join()
  );
}

/** It was wanted otherwise meanwhile: only what is ours at the host is remembered. */
async function keepRule({ guard, save }: Scene, told: Told): Promise<void> {
  if ('proof' in told && told.proof.rule !== undefined) await save({ ...guard, rule: told.proof.rule });
}

function whyNot({ wanted }: GuardRecord, { warnings }: Proof): string {
  const what =
    wanted === 'closed' ? 'the host was told, and it does not hold' : 'the host was told, and it is still closed';
  return warnings.length > 0 ? `${what}: ${listed(warnings)}` : what;
}

async function failed(scene: Scene, { clock }: EngineParts, error: unknown): Promise<void> {
  const { guard } = scene;
  const tries = guard.tries + 1;
  const isRefused = isNamed(error, UserError);
  const problem = messageWithFix(error);
  const state = isRefused || tries >= PATIENCE ? 'failed' : guard.state;
  const pause = pauseOf(error) ?? (isRefused ? REFUSED_MS : backoffMs(tries));
  await scene.save({ ...guard, state, problem, tries, nextAt: clock.machine() + pause });
  if (state !== 'failed' || guard.state === 'failed') return;
  await scene.fact('freeze:failed', { wanted: guard.wanted, branches: guard.branches, problem });
  // The step of a release that closes it asks by itself.
  if (guard.terms.release !== null && guard.untold === 'freeze-started') return;
  const not = guard.wanted === 'closed' ? 'could not be closed' : 'could not be opened again';
  const where = guard.url === null ? '' : ` It can be done by hand: <${guard.url}>`;
  await scene.say(
    `:warning: \`${escapeText(listed(guard.branches))}\` ${not}: ${escapeText(problem)}. It is tried again.${where}`,
    { people: [guard.terms.owner], buttons: guard.wanted === 'closed' ? guardButtons(guard.playbook) : [] },
  );
}

async function cameAbout(scene: Scene, { clock }: EngineParts, proof: Proof): Promise<void> {
  const { guard } = scene;
  const machine = clock.machine();
  const { bypass, warnings, rule = guard.rule, url = guard.url } = proof;
  const after = { ...guard, bypass, warnings, rule, url, problem: '', tries: 0, noticed: '' };
  if (guard.wanted === 'open') {
    await scene.save({ ...after, state: 'open', untold: null, excepted: [], nextAt: null });
    await scene.fact('freeze:opened', { branches: guard.branches });
    if (guard.untold) await scene.announce(guard.untold);
    return;
  }
  // Where statuses are all there is, it is closed when every open pull request has one.
  if (guard.mode === 'status' && !guard.swept) return scene.save({ ...after, nextAt: machine + LOOK_MS });
  await scene.save({ ...after, state: 'closed', untold: null, nextAt: machine });
  const { mode, branches, context } = guard;
  await scene.fact('freeze:enforced', { mode, branches, context, bypass, warnings, url });
  if (guard.untold) await scene.announce(guard.untold);
  const weak = weaknesses(proof);
  if (weak.length === 0) return;
  const text = `The freeze of \`${listed(branches)}\`: ${weak.join('; ')}`;
  await scene.say(`:information_source: ${escapeText(text)}`);
}

/** What merges by itself the moment it may should surprise nobody. That it can't be told must keep nothing closed. */
async function warnOfAutoMerge(guard: GuardRecord, parts: EngineParts): Promise<void> {
  try {
    const { pulls } = parts.repositories(guard.repository, AbortSignal.timeout(CALL_MS));
    const all = await Promise.all(guard.branches.map((branch) => pulls.openInto(branch, guard.context)));
    const armed = all.flat().filter(({ autoMerge, draft }) => autoMerge && !draft);
    if (armed.length === 0) return;
    const numbers = armed.slice(0, 10).map(({ number }) => `#${number}`);
    const more = armed.length > 10 ? ` and ${armed.length - 10} more` : '';
    const text = `:fast_forward: ${numbers.join(', ')}${more} will merge by ${armed.length === 1 ? 'itself' : 'themselves'} when the freeze is lifted.`;
    await onGuard(guard, parts, (scene) => scene.say(text));
  } catch (error) {
    parts.log.warn('what merges by itself could not be told', { playbook: guard.playbook, error: messageOf(error) });
  }
}
