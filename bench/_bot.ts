import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createBotProcess } from '../src/sandbox/bot-process.ts';
import { freePort } from '../src/sandbox/http.ts';
import { createFakeSlack, type FakeSlack } from '../src/sandbox/slack/fake-slack.ts';

export const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const SIGNING_SECRET = 'bench-signing-secret';

export interface BotSettings {
  /** The file that starts it; Shipmate's own when absent. */
  readonly entry?: string;
  readonly transport: 'socket' | 'http';
  readonly env?: Readonly<Record<string, string>>;
  /** What lies in its database before it starts. */
  readonly prepare?: (databaseFile: string) => Promise<void>;
}

/** One program in a process of its own with a Slack of its own. */
export interface RunningBot {
  readonly slack: FakeSlack;
  readonly databaseFile: string;
  stop(): Promise<void>;
}

export async function runBot({ entry, transport, prepare, env: more }: BotSettings): Promise<RunningBot> {
  const folder = mkdtempSync(join(tmpdir(), 'shipmate-bench-'));
  const databaseFile = join(folder, 'bench.sqlite');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const http = { url: `${url}/slack/events`, signingSecret: SIGNING_SECRET };
  const slack = await createFakeSlack(transport === 'http' ? { http } : {});
  await prepare?.(databaseFile);
  const env = {
    ...environment({ slack, databaseFile, port }),
    ...more,
    ...(transport === 'http' ? { SLACK_SIGNING_SECRET: SIGNING_SECRET } : { SLACK_APP_TOKEN: slack.tokens.app }),
  };
  const bot = createBotProcess({
    entry,
    url,
    env,
    logFile: join(folder, 'bot.log'),
    supervise: false,
    onChange: () => {},
  });
  await bot.start();
  if (transport === 'socket') await slack.until(() => slack.connections() > 0, 20_000);
  return {
    slack,
    databaseFile,
    async stop() {
      await bot.stop();
      await slack.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Surroundings {
  readonly slack: FakeSlack;
  readonly databaseFile: string;
  readonly port: number;
}

export function environment({ slack, databaseFile, port }: Surroundings): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.tokens.bot,
    DATABASE_URL: databaseFile,
    PLAYBOOKS: here('playbooks'),
    PORT: String(port),
  };
}
