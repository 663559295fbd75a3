import { setTimeout as pause } from 'node:timers/promises';
import { type RunningBot, runBot } from './_bot.ts';
import { fill } from './_history.ts';
import { median, ms, say, timed } from './_measure.ts';
import { openReleases } from './_orders.ts';

const FEW = 10;
const MANY = 10_000;
const ROUNDS = 5;
const TIMES = 40;
const REST_MS = 10;

/** `/release status` of one open release, with few and with many finished ones behind it (and a hundred facts each). */
export default async function status(): Promise<void> {
  const young = await runBot({ transport: 'socket', prepare: (file) => fill(file, FEW) });
  const old = await runBot({ transport: 'socket', prepare: (file) => fill(file, MANY) });
  try {
    for (const bot of [young, old]) await openReleases(bot, 1);
    await round({ young, old });
    for (let number = 1; number <= ROUNDS; number++) {
      const [few, many] = await round({ young, old });
      say(
        `status, round ${number}`,
        `${FEW} releases ${ms(few)}`,
        `${MANY} releases ${ms(many)}`,
        `ratio ${(many / few).toFixed(2)}`,
      );
    }
  } finally {
    await Promise.all([young.stop(), old.stop()]);
  }
}

async function round({ young, old }: { readonly young: RunningBot; readonly old: RunningBot }) {
  const few: number[] = [];
  const many: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    few.push(await ask(young));
    many.push(await ask(old));
  }
  return [median(few), median(many)] as const;
}

async function ask({ slack }: RunningBot): Promise<number> {
  await pause(REST_MS);
  return timed(async () => {
    const { acked } = await slack.command('rosa', 'releases', '/release status');
    if (!acked) throw new Error('status was not answered');
  });
}
