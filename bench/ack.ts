import { setTimeout as pause } from 'node:timers/promises';
import type { FakeSlack } from '../src/sandbox/slack/fake-slack.ts';
import type { Message } from '../src/sandbox/slack/workspace.ts';
import { here, type RunningBot, runBot } from './_bot.ts';
import { ms, percentile, say } from './_measure.ts';
import { openReleases } from './_orders.ts';

const AREAS = ['Authentication', 'Asset management', 'User management', 'Admin features'];
const ROUNDS = 5;
const RELEASES_A_ROUND = 20;
/** Between two clicks, so that each is measured alone. */
const REST_MS = 25;

/**
 * How long a person waits for the acknowledgement of a sign-off, which is stored before it is acknowledged, against a
 * bare Bolt app that only acknowledges. The same click goes to both in turn.
 */
export default async function ack(): Promise<void> {
  for (const transport of ['socket', 'http'] as const) await compare(transport);
}

async function compare(transport: 'socket' | 'http'): Promise<void> {
  const shipmate = await runBot({ transport, entry: here('hasty-bot.ts') });
  const bare = await runBot({ transport, entry: here('bare-bolt.ts') });
  try {
    await openReleases(shipmate, (ROUNDS + 1) * RELEASES_A_ROUND);
    await round({ shipmate, bare }, 0);
    for (let number = 1; number <= ROUNDS; number++) {
      const { ours, theirs } = await round({ shipmate, bare }, number);
      say(
        `ack over ${transport}, round ${number}`,
        ...[0.5, 0.99].flatMap((share) => {
          const [a, b] = [percentile(ours, share), percentile(theirs, share)];
          return `p${share * 100} ${ms(a)} against ${ms(b)}: ${ms(a - b)} more`;
        }),
      );
    }
  } finally {
    await Promise.all([shipmate.stop(), bare.stop()]);
  }
}

interface Both {
  readonly shipmate: RunningBot;
  readonly bare: RunningBot;
}

async function round({ shipmate, bare }: Both, number: number) {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let release = 1; release <= RELEASES_A_ROUND; release++) {
    for (const area of AREAS) {
      const message = request(`bench-${number * RELEASES_A_ROUND + release}`, area);
      theirs.push(await click(bare.slack, message));
      await pause(REST_MS);
      ours.push(await click(shipmate.slack, message));
      await pause(REST_MS);
    }
  }
  return { ours, theirs };
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
