import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../../../src/sandbox/faults.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { Dice } from './random.ts';

/** What is carried out late arrives within the grace that the bot grants before it looks. */
const AT_THE_PLATFORM: readonly [Fault, ...Fault[]] = [
  { on: 'deploy', do: 'lose-answer' },
  { on: 'deploy', do: 'late', ms: 4_000 },
  { on: 'deploy', do: 'drop' },
  { on: 'deploy', do: 'error' },
  { on: 'deploy', do: 'rate-limit' },
  { on: 'deploy', do: 'delay', ms: 700 },
  { on: 'stop', do: 'lose-answer' },
  { on: 'stop', do: 'late', ms: 4_000 },
  { on: 'stop', do: 'error' },
  { on: 'find', do: 'error' },
  { on: 'find', do: 'rate-limit' },
  { on: 'observe', do: 'drop', times: 2 },
  { on: 'observe', do: 'error' },
];

const IN_SLACK: readonly [Fault, ...Fault[]] = [
  { on: 'chat.postMessage', do: 'lose-answer' },
  { on: 'chat.postMessage', do: 'late', ms: 1_200 },
  { on: 'chat.postMessage', do: 'drop' },
  { on: 'chat.postMessage', do: 'error', times: 2 },
  { on: 'chat.postMessage', do: 'error', status: 503 },
  { on: 'chat.postMessage', do: 'rate-limit' },
  { on: 'chat.update', do: 'lose-answer' },
  { on: 'chat.update', do: 'rate-limit' },
  { on: 'conversations.history', do: 'error' },
  { on: 'conversations.replies', do: 'rate-limit' },
  { on: 'views.open', do: 'drop' },
  { on: 'users.*', do: 'error' },
  { on: 'apps.connections.open', do: 'error' },
  { on: 'envelope', do: 'duplicate', times: 3 },
  { on: 'envelope', do: 'lose-answer' },
  { on: 'envelope', do: 'late', ms: 600 },
  { on: 'envelope', do: 'drop' },
];

/** Lets something go wrong every now and then, until it is told to stop. What was not hit is over after a while. */
export async function blow({ slack, platform }: Sandbox, dice: Dice, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(dice.between(300, 1_500), undefined, { signal }).catch(() => undefined);
    const calm = dice.chance(0.4)
      ? platform.faults.add(dice.pick(AT_THE_PLATFORM))
      : slack.faults.add(dice.pick(IN_SLACK));
    if (dice.chance(0.05)) slack.disconnect('refresh_requested');
    await pause(dice.between(1_000, 4_000), undefined, { signal }).catch(() => undefined);
    calm();
  }
}
