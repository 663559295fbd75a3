import { setTimeout as pause } from 'node:timers/promises';
import { readInstant } from '../../../src/sandbox/bot-clock.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { Crew } from './crew.ts';
import type { Developer } from './developer.ts';
import type { Evidence } from './evidence.ts';
import { answersIn } from './offers.ts';
import type { Dice } from './random.ts';

export type Ending = 'finished' | 'rolled-back';

export interface Plot {
  readonly id: string;
  /** Counts the releases from 1. */
  readonly number: number;
  readonly ends: Ending;
}

export interface Scene {
  readonly sandbox: Sandbox;
  readonly crew: Crew;
  readonly developer: Developer;
  readonly dice: Dice;
  readonly evidence: Evidence;
}

/** A release that has not ended after this long never will; each death on its way gives it a while more. */
const RELEASE_MS = 300_000;
const DEATH_MS = 30_000;
/** When nothing was seen to happen for so long, people wait for a later time of the day. */
const QUIET_MS = 600;
const DAY_MS = 86_400_000;

/** Waits for the release to open and plays it to its end; after a rollback the lead opens the branch again. */
export async function playRelease(plot: Plot, scene: Scene): Promise<void> {
  const { sandbox, crew, developer, evidence } = scene;
  const began = Date.now();
  const born = sandbox.bot.starts;
  const isOver = (): boolean => Date.now() > began + RELEASE_MS + (sandbox.bot.starts - born) * DEATH_MS;
  const time = createTime(plot, sandbox);
  const isRolledBack = createCommander(plot, scene);
  const goOn = async (): Promise<void> => {
    if (isOver()) throw new Error(`${plot.id} has not ended: ${await evidence.tell(plot.id)}`);
    time.passes();
    await pause(30);
  };
  try {
    while (!hasEnded(plot, sandbox)) {
      if (!(await isRolledBack()) && !(await developer.plead(plot.id)) && !(await developer.review())) {
        await crew.lookAround();
      }
      await goOn();
    }
    while (plot.ends === 'rolled-back' && (await evidence.isFrozen())) {
      const wasHeard = await crew.say('rosa', '/release thaw harbour it is over');
      await pause(wasHeard ? 1_000 : 200);
      await goOn();
    }
  } finally {
    time.stop();
  }
}

/** Decides to roll back when the time for it has come: what it returns is asked again and again. */
function createCommander(plot: Plot, { sandbox, crew, dice }: Scene): () => Promise<boolean> {
  const moment = dice.pick(['deployed', 'watched']);
  let isBroken = false;
  return async () => {
    if (plot.ends !== 'rolled-back' || !isTime(moment, plot, sandbox)) return false;
    if (moment === 'watched' && !isBroken) {
      isBroken = true;
      await sandbox.platform.production.setMood('broken');
    }
    if (!(await crew.rollBack(plot.id))) await pause(200);
    return true;
  };
}

/** What can be read in the channel and in its threads. */
function read(sandbox: Sandbox, text: string): number {
  return new Set(
    sandbox.slack
      .messages('releases')
      .filter((message) => message.text.includes(text))
      .map((message) => message.text),
  ).size;
}

function hasEnded({ id, number, ends }: Plot, sandbox: Sandbox): boolean {
  if (ends === 'finished') return read(sandbox, `:checkered_flag: *${id}* is finished`) > 0;
  return sandbox.slack.messages('releases').filter(({ text }) => text.includes('*Rolled back*')).length >= number / 2;
}

function isTime(moment: string, { id, number }: Plot, sandbox: Sandbox): boolean {
  if (read(sandbox, '*ROLLBACK of v') >= number / 2) return false;
  if (moment === 'deployed') return read(sandbox, ':rocket: *Deploy to production*') >= number;
  return sandbox.slack
    .messages('releases')
    .flatMap(answersIn)
    .some(({ value }) => value.release === id && value.run === 'main' && value.step.startsWith('watch'));
}

/** Lets business time go on when nothing happens any more. */
function createTime({ id }: Plot, sandbox: Sandbox): { passes(): void; stop(): void } {
  let changed = Date.now();
  let isJumping = false;
  const forget = sandbox.slack.workspace.onChange(() => {
    changed = Date.now();
  });
  return {
    stop: forget,
    passes() {
      if (isJumping || Date.now() < changed + QUIET_MS || sandbox.bot.state !== 'running') return;
      const isOpen = sandbox.slack.messages('releases').some(({ text }) => text.includes(`(\`${id}\`)`));
      isJumping = true;
      // Killed on the way: time goes on with the next bot.
      sandbox
        .jump(isOpen ? later(sandbox.now()) : readInstant('Thu 17:00', sandbox.now()))
        .catch(() => undefined)
        .finally(() => {
          isJumping = false;
          changed = Date.now();
        });
    },
  };
}

/** The next time at which a phase begins, within a day; else in a while. */
function later(now: number): number {
  const times = ['Fri 09:00', 'Fri 13:00', 'Fri 14:00']
    .map((text) => readInstant(text, now))
    .filter((at) => at - now < DAY_MS);
  return times.length > 0 ? Math.min(...times) : readInstant('10m', now);
}
