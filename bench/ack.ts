import { setTimeout as pause } from 'node:timers/promises';
import type { FakeSlack } from '../src/sandbox/slack/fake-slack.ts';
import type { Message } from '../src/sandbox/slack/workspace.ts';
import { here, type RunningBot, runBot } from './_bot.ts';
import { ms, percentile, say } from './_measure.ts';
import { openReleases } from './_orders.ts';

const AREAS = ['Authentication', 'Asset management', 'User management', 'Admin features'];
const ROUNDS = 5;
const RELEASES_A_ROUND = 10;
/** Between two clicks, so that each is measured alone: what one click sets in motion is over when the next one comes. */
const REST_MS = 60;

/**
 * How long a person waits for the acknowledgement of a sign-off, which is stored before it is acknowledged, against a
 * bare Bolt app that only acknowledges, and against one that stores one row. The same click goes to all in turn.
 */
export default async function ack(): Promise<void> {
  for (const transport of ['socket', 'http'] as const) await compare(transport);
}

async function compare(transport: 'socket' | 'http'): Promise<void> {
  const bots = {
    shipmate: await runBot({ transport, entry: here('bots/hasty.ts') }),
    bare: await runBot({ transport, entry: here('bots/bare-bolt.ts') }),
    storing: await runBot({ transport, entry: here('bots/bare-bolt.ts'), env: { BARE_STORE: 'on' } }),
  };
  try {
    await openReleases(bots.shipmate, (ROUNDS + 1) * RELEASES_A_ROUND);
    await round(bots, 0);
    for (let number = 1; number <= ROUNDS; number++) {
      const seen = await round(bots, number);
      say(`ack over ${transport}, round ${number}`, ...[0.5, 0.99].map((share) => figures(seen, share)));
    }
  } finally {
    await Promise.all(Object.values(bots).map((bot) => bot.stop()));
  }
}

type Bots = Readonly<Record<'shipmate' | 'bare' | 'storing', RunningBot>>;
type Seen = Readonly<Record<keyof Bots, readonly number[]>>;

function figures({ shipmate, bare, storing }: Seen, share: number): string {
  const [ours, least, stored] = [shipmate, bare, storing].map((samples) => percentile(samples, share));
  if (ours === undefined || least === undefined || stored === undefined) throw new Error('nothing was measured');
  return `p${share * 100} ${ms(ours)}, bare ${ms(least)} (${ms(ours - least)} more), storing ${ms(stored)} (${ms(ours - stored)} more)`;
}

async function round(bots: Bots, number: number): Promise<Seen> {
  const seen = { shipmate: [] as number[], bare: [] as number[], storing: [] as number[] };
  for (let release = 1; release <= RELEASES_A_ROUND; release++) {
    for (const area of AREAS) {
      const message = request(`bench-${number * RELEASES_A_ROUND + release}`, area);
      for (const name of ['bare', 'storing', 'shipmate'] as const) {
        await pause(REST_MS);
        seen[name].push(await click(bots[name].slack, message));
      }
    }
  }
  return seen;
}

async function click(slack: FakeSlack, message: Message): Promise<number> {
  const began = performance.now();
  const { acked } = await slack.click('quinn', message, 'answer:give');
  const took = performance.now() - began;
  if (!acked) throw new Error('a click was not acknowledged');
  return took;
}

/** A message with the button, without waiting until it has been posted at the pace of Slack. */
function request(release: string, item: string): Message {
  const value = JSON.stringify({
    release,
    run: 'main',
    step: 'sign-off-functional-tests',
    round: 1,
    verb: 'give',
    item,
  });
  const text = { type: 'plain_text', text: 'Sign off' };
  const button = { type: 'button', action_id: 'answer:give', text, value };
  return {
    ts: '1.000001',
    channel: 'C0RELEASES',
    threadTs: undefined,
    broadcast: false,
    user: 'U0SHIPMATE',
    text: 'Functional tests',
    blocks: [{ type: 'actions', block_id: 'b0', elements: [button] }],
    metadata: undefined,
    edited: false,
    onlyFor: undefined,
    at: 0,
  };
}
