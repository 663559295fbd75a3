import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { type Crew, createCrew } from './crew.ts';
import { createDeveloper, type Favour } from './developer.ts';
import { type Evidence, openEvidence } from './evidence.ts';
import { haunt } from './killer.ts';
import { createDice, type Dice } from './random.ts';
import { type Ending, playRelease } from './story.ts';
import { tookPlace } from './took-place.ts';
import { blow } from './weather.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly kills: number;
  /** The platform has no idea of idempotency keys. */
  readonly ignoresKeys: boolean;
  readonly isDoubtful: boolean;
}

/** What is left when everything was played and the bot has gone home. */
export interface World {
  readonly sandbox: Sandbox;
  readonly crew: Crew;
  readonly evidence: Evidence;
  /** How each release was meant to end, by id. */
  readonly endings: ReadonlyMap<string, Ending>;
  /** Pull requests that were let through a freeze. */
  readonly favours: readonly Favour[];
  /** The release of each time that the playbook's program ran. */
  readonly ledger: readonly string[];
  /** Everything that the bot logged. */
  readonly log: readonly string[];
  /** How often the bot was killed at which moment. */
  readonly kills: Readonly<Record<string, number>>;
  /** Machine milliseconds. */
  readonly took: number;
  close(): Promise<void>;
}

const LISTED_LATE_MS = 1_500;

/** Plays releases, one well and one rolled back in turn, until the bot was killed so many times and the last has ended. */
export async function playWorld({ seed, kills, ignoresKeys, isDoubtful }: WorldOptions): Promise<World> {
  const dice = createDice(seed);
  const began = Date.now();
  const folder = mkdtempSync(join(tmpdir(), 'shipmate-kill-'));
  const ledger = join(folder, 'ledger');
  writeFileSync(ledger, '');
  const platform = { ignoresKeys, listLagMs: LISTED_LATE_MS };
  const sandbox = await openSandbox({ folder, ledger, platform, dice });
  const evidence = await openEvidence(sandbox.databaseFile);
  const close = async (): Promise<void> => {
    await evidence.close();
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const played = await playAll({ kills, isDoubtful }, { sandbox, evidence, dice });
    await evidence.settled();
    await sandbox.killBot('SIGTERM');
    return {
      sandbox,
      evidence,
      ...played,
      took: Date.now() - began,
      ledger: linesOf(ledger),
      log: linesOf(join(folder, 'sandbox/bot.log')),
      close,
    };
  } catch (error) {
    const last = sandbox.bot.log().slice(-15).join('\n');
    await close();
    throw new Error(`the world of seed ${seed} did not come to its end; the last words of the bot:\n${last}`, {
      cause: error,
    });
  }
}

interface Made {
  readonly folder: string;
  readonly ledger: string;
  readonly platform: { readonly ignoresKeys: boolean; readonly listLagMs: number };
  readonly dice: Dice;
}

async function openSandbox({ folder, ledger, platform, dice }: Made): Promise<Sandbox> {
  const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const sandbox = await startSandbox({
    fast: true,
    folder,
    playbooks: here('playbooks'),
    entry: here('bot.ts'),
    env: { KILL_LEDGER: ledger },
    platform,
    random: dice.roll,
  });
  try {
    await sandbox.startBot();
    return sandbox;
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}

interface Stage {
  readonly sandbox: Sandbox;
  readonly evidence: Evidence;
  readonly dice: Dice;
}

async function playAll(
  { kills, isDoubtful }: Pick<WorldOptions, 'kills' | 'isDoubtful'>,
  { sandbox, evidence, dice }: Stage,
): Promise<Pick<World, 'crew' | 'favours' | 'endings' | 'kills'>> {
  const clicked: (() => void)[] = [];
  const onClick = (): void => {
    for (const hear of clicked.splice(0)) hear();
  };
  const nextClick = (): Promise<void> => new Promise((resolve) => clicked.push(resolve));
  const crew = createCrew({
    sandbox,
    dice,
    tookPlace: (intent) => tookPlace(intent, { sandbox, evidence }),
    onClick,
  });
  const developer = createDeveloper({ sandbox, crew, dice });
  const ending = new AbortController();
  const blowing = blow(sandbox, dice, ending.signal);
  let isHaunted = true;
  const haunting = haunt(kills, { sandbox, dice, nextClick, isDoubtful, signal: ending.signal }).finally(() => {
    isHaunted = false;
  });
  const endings = new Map<string, Ending>();
  const play = async (): Promise<void> => {
    for (let number = 1; number <= 2 || isHaunted; number++) {
      const ends: Ending = number % 2 === 1 ? 'finished' : 'rolled-back';
      const id = `kars-${number}`;
      endings.set(id, ends);
      await playRelease({ id, number, ends }, { sandbox, crew, developer, dice, evidence });
    }
  };
  try {
    // A bot that does not come up again ends the story, too.
    await Promise.all([play(), haunting]);
  } finally {
    ending.abort();
    await Promise.allSettled([blowing, haunting]);
    sandbox.slack.faults.clear();
    sandbox.platform.faults.clear();
    sandbox.github.faults.clear();
  }
  return { crew, favours: developer.favours, endings, kills: await haunting };
}

function linesOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
