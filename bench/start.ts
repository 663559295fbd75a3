import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createFakeSlack } from '../src/sandbox/slack/fake-slack.ts';
import { environment, here } from './_bot.ts';
import { median, ms, say } from './_measure.ts';

const ROUNDS = 7;

/** From the start of the process to "ready", as it is started by people and not for the first time, against a bare Bolt app. */
export default async function start(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shipmate-bench-'));
  const slack = await createFakeSlack();
  const databaseFile = join(folder, 'bench.sqlite');
  const env = {
    ...environment({ slack, databaseFile, port: 0 }),
    LOG_LEVEL: 'info',
    SLACK_APP_TOKEN: slack.tokens.app,
  };
  const ours: number[] = [];
  const theirs: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      theirs.push(await untilReady([here('bots/bare-bolt.ts')], env));
      ours.push(await untilReady([here('../src/launch.mjs'), 'main'], env));
    }
  } finally {
    await slack.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const [a, b] = [median(ours), median(theirs)];
  say('start to ready', `Shipmate ${ms(a)}`, `bare Bolt ${ms(b)}`, `ratio ${(a / b).toFixed(2)}`);
}

async function untilReady(entry: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [...entry], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('ready')) break;
  const took = performance.now() - began;
  child.kill('SIGTERM');
  await ended;
  return took;
}
