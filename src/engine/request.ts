import type { Ask } from '../core/release/ask.ts';
import type { StepRecord } from '../core/store.ts';
import { askPeople } from './ask-people.ts';
import type { Speaker } from './say.ts';

/** Lets a step that has not begun wait for an answer to a question of the engine's own. */
export async function request(turn: Speaker, step: StepRecord, ask: Ask): Promise<void> {
  step.status = 'waiting';
  step.note = ask.question;
  step.wakeAt = null;
  // The same ask stays the same object, so that nothing is written.
  if (JSON.stringify(ask) !== JSON.stringify(step.ask)) step.ask = ask;
  await askPeople(turn, step);
}
