import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, Faults } from '../../../src/sandbox/faults.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { Dice } from './random.ts';

export interface KillerParts {
  readonly sandbox: Sandbox;
  readonly dice: Dice;
  /** Resolves right before somebody clicks. */
  readonly nextClick: () => Promise<void>;
  /** Whether the first kill hits a deploy of which the platform then knows nothing for a while, so that people are asked. */
  readonly isDoubtful: boolean;
  readonly signal: AbortSignal;
}

/** How long a chosen moment is waited for; the first deploy of a release takes its time. */
const WAIT_MS = 5_000;
const DOUBT_WAIT_MS = 60_000;
/** Looks that fail until somebody is asked. */
const FAILED_LOOKS = 3;
const AIMS = [
  'anything',
  'anything',
  'anything',
  'click',
  'click',
  'deploy',
  'github',
  'github',
  'message',
  'start',
] as const;
type Aim = (typeof AIMS)[number] | 'doubt';

/** Kills the bot so many times and starts it again each time. Resolves with how often each moment was hit. */
export async function haunt(times: number, parts: KillerParts): Promise<Readonly<Record<string, number>>> {
  const { sandbox, dice, isDoubtful, signal } = parts;
  const hits: Record<string, number> = {};
  for (let kills = 0; kills < times && !signal.aborted; kills++) {
    const aim = isDoubtful && kills === 0 ? 'doubt' : dice.pick(AIMS);
    const hit = await moment(aim, parts);
    hits[hit] = (hits[hit] ?? 0) + 1;
    if (sandbox.bot.state === 'stopped') throw new Error('the bot had ended by itself before it was killed');
    await sandbox.killBot('SIGKILL');
    await pause(dice.between(0, 300));
    await sandbox.startBot();
  }
  return hits;
}

/** What it was doing when the moment came; `anything` when the moment did not come in time. */
async function moment(aim: Aim, { sandbox, dice, nextClick, signal }: KillerParts): Promise<Aim> {
  const atMost = pause(aim === 'doubt' ? DOUBT_WAIT_MS : WAIT_MS, 'anything' as const, { signal }).catch(
    () => 'anything' as const,
  );
  switch (aim) {
    case 'anything':
      await pause(dice.between(200, 3_500), undefined, { signal }).catch(() => undefined);
      return aim;
    case 'click': {
      const hit = await Promise.race([nextClick().then(() => aim), atMost]);
      await pause(dice.between(0, 30));
      return hit;
    }
    case 'doubt':
      sandbox.platform.faults.add({ on: 'find', do: 'error', times: FAILED_LOOKS });
      return underWay(sandbox.platform.faults, { on: 'deploy', do: 'delay', ms: 300 }, { aim, atMost });
    case 'deploy':
      return underWay(
        sandbox.platform.faults,
        { on: 'deploy', do: 'delay', ms: dice.between(50, 400) },
        { aim, atMost },
      );
    case 'github':
      return underWay(sandbox.github.faults, { on: 'write', do: 'delay', ms: dice.between(10, 400) }, { aim, atMost });
    case 'message':
      return underWay(sandbox.slack.faults, { on: 'chat.*', do: 'delay', ms: dice.between(10, 200) }, { aim, atMost });
    case 'start':
      await pause(dice.between(0, 1_000));
      await sandbox.killBot('SIGKILL');
      void sandbox.startBot().catch(() => undefined);
      await pause(dice.between(50, 900));
      return aim;
  }
}

/** Resolves while a slowed call is on its way: whatever comes of it, the bot will not hear of it. */
async function underWay(
  faults: Faults,
  fault: Fault,
  { aim, atMost }: { readonly aim: Aim; readonly atMost: Promise<Aim> },
): Promise<Aim> {
  let isOver = false;
  void atMost.then(() => {
    isOver = true;
  });
  const forget = faults.add(fault);
  const isStanding = (): boolean => faults.active().some(({ on, ms }) => on === fault.on && ms === fault.ms);
  while (isStanding() && !isOver) await pause(5);
  forget();
  return isOver ? 'anything' : aim;
}
