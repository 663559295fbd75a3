import type { Ask } from '../core/release/ask.ts';
import type { StepRecord } from '../core/store.ts';
import { mainChannel } from './say.ts';
import type { Turn } from './turn.ts';

/** Posts the request of this round of a step, once. */
export async function askPeople({ unit }: Pick<Turn, 'unit'>, step: StepRecord): Promise<void> {
  await unit.addCard({
    key: requestKey(unit, step),
    kind: 'request',
    run: step.run,
    step: step.id,
    round: step.round,
    channel: mainChannel(unit),
  });
}

/** The key of the card that asks people in one round of a step. */
export function requestKey({ release }: Turn['unit'], { run, id, round }: StepRecord): string {
  return `${release.id}/${run}/${id}/${round}`;
}

/** Lets a step wait for the answer to a question of the engine itself, and posts it. */
export async function request(turn: Pick<Turn, 'unit'>, step: StepRecord, ask: Ask): Promise<void> {
  step.status = 'waiting';
  step.note = ask.question;
  step.wakeAt = null;
  // The same ask stays the same object, so that nothing is written.
  if (JSON.stringify(ask) !== JSON.stringify(step.ask)) step.ask = ask;
  await askPeople(turn, step);
}
