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

/** What is carried out late arrives within the grace of the actions; a secondary limit names its seconds. */
const AT_GITHUB: readonly [Fault, ...Fault[]] = [
  { on: 'write', do: 'lose-answer' },
  { on: 'write', do: 'lose-answer' },
  { on: 'write', do: 'late', ms: 3_000 },
  { on: 'write', do: 'drop' },
  { on: 'write', do: 'error', status: 502 },
  { on: 'write', do: 'rate-limit', seconds: 1 },
  { on: 'write', do: 'delay', ms: 700 },
  { on: 'graphql.createCommitOnBranch', do: 'lose-answer' },
  { on: 'pulls.create', do: 'lose-answer' },
  { on: 'pulls.merge', do: 'lose-answer' },
  { on: 'repos.merge', do: 'late', ms: 3_000 },
  { on: 'git.*', do: 'error', status: 502 },
  { on: 'pulls.*', do: 'drop' },
  { on: '*', do: 'rate-limit', seconds: 1 },
  { on: 'git-http.fetch', do: 'drop' },
  { on: 'webhook', do: 'drop', times: 3 },
  { on: 'webhook', do: 'duplicate', times: 5 },
  { on: 'webhook', do: 'delay', ms: 800 },
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
export async function blow({ slack, platform, github }: Sandbox, dice: Dice, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(dice.between(300, 1_500), undefined, { signal }).catch(() => undefined);
    const where = dice.pick(['platform', 'github', 'slack']);
    const calm =
      where === 'platform'
        ? platform.faults.add(dice.pick(AT_THE_PLATFORM))
        : where === 'github'
          ? github.faults.add(dice.pick(AT_GITHUB))
          : slack.faults.add(dice.pick(IN_SLACK));
    if (dice.chance(0.05)) slack.disconnect('refresh_requested');
    await pause(dice.between(1_000, 4_000), undefined, { signal }).catch(() => undefined);
    calm();
  }
}
