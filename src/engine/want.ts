import type { IntentRecord, StepRecord } from '../core/store.ts';
import { giveUp } from './end-step.ts';
import { kindOf, plannedOf, type Turn } from './turn.ts';

/** An effect that certainly did not happen is tried so often; then a person decides, or the playbook. */
const EFFECT_TRIES = 5;

/**
 * Asks for an action. An effect is written down as an intent before anything is called; a read is not. True when the
 * step was stopped or passed over instead.
 */
export async function openWanted(turn: Turn, step: StepRecord, action: string): Promise<boolean> {
  const { unit, parts, machine, wanted } = turn;
  if (isPaused(step, machine)) return false;
  const spec = plannedOf(turn, step.id).spec;
  const definition = kindOf(turn, step).actions?.[action];
  if (!definition) throw new Error(`step kind \`${step.kind}\` has no action \`${action}\``);
  const where = { release: unit.release.id, run: step.run, step: step.id, round: step.round, action };
  step.retryAt = null;

  if (!definition.effect) {
    wanted.push({ ...where, intent: null });
    return false;
  }
  if (unit.release.hold) return false;
  const tries = await unit.intentTries(step, action);
  if (tries >= EFFECT_TRIES) return giveUp(turn, step, `tried ${tries} times, and it never went through: ${step.note}`);

  const limitMs = definition.timeoutMs(spec);
  const intent: IntentRecord = {
    id: parts.newId(),
    run: step.run,
    step: step.id,
    round: step.round,
    action,
    key: `${unit.release.id}/${step.run}/${step.id}/${step.round}/${action}`,
    openedAt: machine,
    limitMs,
    owner: parts.owner,
    lookAt: machine + limitMs + definition.settleMs,
    looks: 0,
    status: 'open',
    why: '',
  };
  await unit.openIntent(intent);
  step.status = 'active';
  wanted.push({ ...where, intent: intent.id });
  return false;
}

/** After a failure, or because the other side asked for it. The time of a poll holds back nothing that a person decided. */
function isPaused({ status, tries, retryAt }: StepRecord, machine: number): boolean {
  const isPoll = status === 'waiting' && tries === 0;
  return retryAt !== null && retryAt > machine && !isPoll;
}
