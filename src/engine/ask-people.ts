import type { StepRecord } from '../core/store.ts';
import { mainChannel } from './say.ts';
import type { Turn } from './turn.ts';

/** Posts the request of this round of a step, once. */
export async function askPeople({ unit }: Pick<Turn, 'unit'>, step: StepRecord): Promise<void> {
  await unit.addCard({
    key: `${unit.release.id}/${step.run}/${step.id}/${step.round}`,
    kind: 'request',
    run: step.run,
    step: step.id,
    round: step.round,
    channel: mainChannel(unit),
  });
}
