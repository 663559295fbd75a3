import type { StepRecord } from '../core/store.ts';
import { escapeText, listed } from '../core/text.ts';
import { mainChannel, type Speaker, sayMessage } from './say.ts';
import type { Turn } from './turn.ts';

/** Posts the request of this round of a step, once; other channels that hear `needs-you` get a line. */
export async function askPeople(turn: Speaker, step: StepRecord): Promise<void> {
  const { unit } = turn;
  const isNew = await unit.addCard({
    key: requestKey(unit, step),
    kind: 'request',
    run: step.run,
    step: step.id,
    round: step.round,
    channel: mainChannel(unit),
  });
  const people = escapeText(listed(step.ask?.of ?? [step.owner]));
  if (isNew) await sayMessage(turn, 'needs-you', { fill: { people, step: escapeText(step.title) }, notInMain: true });
}

/** The key of the card that asks people in one round of a step. */
export function requestKey({ release }: Turn['unit'], { run, id, round }: StepRecord): string {
  return `${release.id}/${run}/${id}/${round}`;
}
