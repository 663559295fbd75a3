import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FakeGitHub } from './github/fake-github.ts';
import type { Platform } from './platform/platform.ts';
import type { FakeSlack } from './slack/fake-slack.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export const WEBHOOK_SECRET = 'sandbox-webhook-secret';

/** How the bot stands to GitHub. */
export interface GitHubOptions {
  /** The App that is installed, or a machine user with a token; none at all leaves the bot without GitHub. */
  readonly as?: 'app' | 'token' | 'nobody';
  /** Off, the bot has to look for itself. */
  readonly webhooks?: boolean;
}

export interface Surroundings {
  readonly slack: FakeSlack;
  readonly github: FakeGitHub;
  readonly platform: Platform;
  readonly botPort: number;
  readonly databaseFile: string;
  readonly options: {
    readonly playbooks?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly github?: GitHubOptions;
  };
}

/** What a real installation would find in its environment, pointing at the stand-ins. */
export function botEnvironment(surroundings: Surroundings): Record<string, string> {
  const { slack, github, platform, botPort, databaseFile, options } = surroundings;
  return {
    ...inherited(['PATH', 'HOME', 'TZ', 'LANG', 'TMPDIR']),
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.tokens.bot,
    SLACK_APP_TOKEN: slack.tokens.app,
    DATABASE_URL: databaseFile,
    PLAYBOOKS: options.playbooks ?? resolve(ROOT, 'data/playbooks'),
    HOST: '127.0.0.1',
    PORT: String(botPort),
    SANDBOX_CLOCK: 'on',
    TARGET_HOSTS: targetHosts(platform),
    KARS_TOKEN: platform.token,
    ...gitHubVariables(github, options.github),
    ...options.env,
  };
}

function inherited(names: readonly string[]): Record<string, string> {
  const found = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found);
}

function targetHosts({ production, staging, url }: Platform): string {
  const hosts = {
    'kars.jvhlabs.com': production.url,
    'staging.kars.jvhlabs.com': staging.url,
    'deploy.kars.jvhlabs.com': url,
  };
  return Object.entries(hosts)
    .map(([host, origin]) => `${host}=${origin}`)
    .join(',');
}

function gitHubVariables(
  github: FakeGitHub,
  { as = 'app', webhooks = true }: GitHubOptions = {},
): Record<string, string> {
  if (as === 'nobody') return {};
  return {
    GITHUB_API_URL: github.apiUrl,
    GITHUB_REVIEWER_TOKEN: github.reviewerToken,
    ...(as === 'app'
      ? { GITHUB_APP_ID: String(github.app.id), GITHUB_APP_PRIVATE_KEY: github.app.privateKey }
      : { GITHUB_TOKEN: github.token }),
    ...(webhooks && { GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET }),
  };
}
