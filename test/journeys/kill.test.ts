import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { brokenClicks } from '../support/kill/laws/clicks.ts';
import { brokenEffects } from '../support/kill/laws/effects.ts';
import { brokenEnds } from '../support/kill/laws/ends.ts';
import { brokenMessages } from '../support/kill/laws/messages.ts';
import { brokenRepository } from '../support/kill/laws/repository.ts';
import { playWorld, type World } from '../support/kill/world.ts';

/** `SOAK_SEED` plays the same dice again; what the machine does at the same time stays its own affair. */
const KILLS = Number(process.env.SOAK_KILLS ?? 40);
const SEED = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000);
/** Much of the time is waiting until a request can't be travelling any more: several worlds wait side by side. */
const WORLDS = 4;
const PLAY_MS = 300_000 + KILLS * 15_000;

let worlds: readonly World[] = [];
/** By world: how often people were asked what became of an effect. */
let doubts: readonly number[] = [];

beforeAll(async () => {
  const played = await Promise.allSettled(
    Array.from({ length: WORLDS }, (_, index) =>
      playWorld({
        seed: SEED + index,
        kills: Math.ceil(KILLS / WORLDS),
        ignoresKeys: index % 2 === 0,
        isDoubtful: index === 0,
      }),
    ),
  );
  worlds = played.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  const failed = played.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  if (failed.length > 0) throw new AggregateError(failed, `seed ${SEED}: ${failed.map(describeFailure).join('\n')}`);
  doubts = await Promise.all(worlds.map(doubtsIn));
  console.info(`seed ${SEED}:\n${worlds.map((world, index) => tell(world, doubts[index])).join('\n')}`);
}, PLAY_MS);

afterAll(() => Promise.all(worlds.map(({ close }) => close())));

const LAWS = [
  ['every effect that was asked for takes place once, and no other', brokenEffects],
  ['everything at GitHub takes place once, where it belongs, and nothing passes the freeze', brokenRepository],
  ['every click that Slack acknowledged counts, and counts once', brokenClicks],
  ['everything is said once in every channel that hears it', brokenMessages],
  ['every release ends as it was played, with its chain whole and nothing left behind', brokenEnds],
] as const;

describe(`killed at any moment (seed ${SEED})`, () => {
  it.each(LAWS)('%s', async (_fact, broken) => {
    const seen = await Promise.all(worlds.map(broken));
    expect(seen).toEqual(worlds.map(() => []));
  });

  it('was killed as often as it was meant to be', () => {
    const kills = worlds.flatMap((world) => Object.values(world.kills)).reduce((sum, times) => sum + times, 0);
    expect(kills).toBeGreaterThanOrEqual(KILLS);
  });

  it('asked people what became of an effect of which the platform knew nothing', () => {
    expect(doubts[0]).toBeGreaterThan(0);
  });
});

async function doubtsIn({ endings, evidence }: World): Promise<number> {
  const facts = (await Promise.all([...endings.keys()].map(evidence.facts))).flat();
  return facts.filter(({ type }) => type === 'effect:unsure').length;
}

function tell({ kills, endings, took }: World, asked = 0): string {
  return `${endings.size} releases in ${Math.round(took / 1000)} s, ${asked} questions, kills ${JSON.stringify(kills)}`;
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n${describeFailure(error.cause)}`;
}
