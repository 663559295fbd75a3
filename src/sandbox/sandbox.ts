import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createBotClock, type Jumped } from './bot-clock.ts';
import { botEnvironment, type GitHubOptions, WEBHOOK_SECRET } from './bot-environment.ts';
import { type BotProcess, createBotProcess } from './bot-process.ts';
import type { FakeGitHub } from './github/fake-github.ts';
import { openKeptGitHub } from './github/kept.ts';
import { fields, freePort } from './http.ts';
import { createPage, type Page } from './page/server.ts';
import { createPlatform, type Platform, type PlatformOptions, type Versions } from './platform/platform.ts';
import { createFakeSlack, type FakeSlack } from './slack/fake-slack.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CLOCK_MS = 2000;
const VERSIONS = 'versions.json';

export interface SandboxOptions {
  /** Of the page; 0 takes any free one. */
  readonly port?: number;
  /** Starts the bot too; else `startBot` does. */
  readonly bot?: boolean;
  /** The bot is started again whenever it dies. */
  readonly supervise?: boolean;
  /** No rate limits and short builds. */
  readonly fast?: boolean;
  /** Goes on with the state of the last time. */
  readonly keep?: boolean;
  /** The sandbox keeps its state in a folder `sandbox` in it; `data/state` when absent. */
  readonly folder?: string;
  readonly playbooks?: string;
  /** The file that starts the bot. */
  readonly entry?: string;
  /** Added to the bot's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly platform?: PlatformOptions;
  readonly github?: GitHubOptions;
  readonly random?: () => number;
}

/** A whole world for the bot on loopback: Slack and GitHub with a page, a deploy platform with a web app, a clock that jumps. */
export interface Sandbox {
  /** The page. */
  readonly url: string;
  readonly slack: FakeSlack;
  readonly github: FakeGitHub;
  readonly platform: Platform;
  readonly botUrl: string;
  readonly bot: BotProcess;
  /** Where the bot keeps its database. */
  readonly databaseFile: string;
  startBot(): Promise<void>;
  killBot(signal: NodeJS.Signals): Promise<void>;
  /** Takes business time to this instant, in milliseconds. */
  jump(to: number): Promise<Jumped>;
  /** Business time in milliseconds. */
  now(): number;
  stop(): Promise<void>;
}

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const folder = freshFolder(options);
  // The bot keeps its port when it comes back, so that it must be known before it starts.
  const botPort = await freePort();
  const botUrl = `http://127.0.0.1:${botPort}`;
  const clock = createBotClock(botUrl, Date.now);
  const random = options.random ?? Math.random;

  const slack = await createFakeSlack({ now: clock.now, limits: !options.fast, random });
  const onChange = (): void => slack.workspace.changed();
  const buildMs = options.fast ? 50 : 3000;
  const versions = rememberedVersions(folder);
  const platform = await createPlatform({ buildMs, random, onChange, versions, ...options.platform });
  const github = await openGitHub(options, { folder, botUrl, random, onChange });
  const databaseFile = resolve(folder, 'sandbox.sqlite');
  const env = botEnvironment({ slack, github, platform, botPort, databaseFile, options });
  const bot = createBotProcess({ ...processOptions(options, folder), url: botUrl, env, onChange });
  const page = await createPage({ port: options.port ?? 0, slack, github, platform, clock, bot });
  const reading = setInterval(() => void clock.refresh(), CLOCK_MS);
  async function startBot(): Promise<void> {
    await bot.start();
    await clock.refresh();
  }

  if (options.bot) await startBot();
  return {
    url: page.url,
    slack,
    github,
    platform,
    botUrl,
    bot,
    databaseFile,
    startBot,
    killBot: (signal) => bot.kill(signal),
    jump: (to) => clock.jump(to),
    now: () => clock.now(),
    stop: () => stopAll({ slack, github, platform, bot, page, folder, reading }),
  };
}

function processOptions({ entry, supervise = false }: SandboxOptions, folder: string) {
  return { entry, supervise, logFile: resolve(folder, 'bot.log') };
}

interface Place {
  readonly folder: string;
  readonly botUrl: string;
  readonly random: () => number;
  readonly onChange: () => void;
}

function openGitHub(
  { fast = false, github }: SandboxOptions,
  { folder, botUrl, ...place }: Place,
): Promise<FakeGitHub> {
  const webhooks = { url: `${botUrl}/github/webhooks`, secret: WEBHOOK_SECRET };
  return openKeptGitHub({
    ...place,
    folder: resolve(folder, 'github'),
    fast,
    limits: !fast,
    ...(github?.webhooks !== false && { webhooks }),
  });
}

interface World {
  readonly slack: FakeSlack;
  readonly github: FakeGitHub;
  readonly platform: Platform;
  readonly bot: BotProcess;
  readonly page: Page;
  readonly folder: string;
  readonly reading: NodeJS.Timeout;
}

/** The bot first, so that it can still finish what is in hand. */
async function stopAll({ slack, github, platform, bot, page, folder, reading }: World): Promise<void> {
  clearInterval(reading);
  await bot.stop();
  rememberVersions(folder, platform);
  await Promise.all([page.stop(), slack.stop(), github.stop(), platform.stop()]);
}

/** For the next start with `keep`: what the bot's database says is live must be live. */
function rememberVersions(folder: string, { staging, production }: Platform): void {
  const versions = { staging: staging.live, production: production.live };
  writeFileSync(resolve(folder, VERSIONS), JSON.stringify(versions));
}

function rememberedVersions(folder: string): Partial<Versions> {
  const file = resolve(folder, VERSIONS);
  if (!existsSync(file)) return {};
  const { staging, production } = fields(JSON.parse(readFileSync(file, 'utf8')));
  return {
    ...(typeof staging === 'string' && { staging }),
    ...(typeof production === 'string' && { production }),
  };
}

function freshFolder({ folder = resolve(ROOT, 'data/state'), keep }: SandboxOptions): string {
  const own = resolve(folder, 'sandbox');
  if (!keep) rmSync(own, { recursive: true, force: true });
  mkdirSync(own, { recursive: true });
  return own;
}
