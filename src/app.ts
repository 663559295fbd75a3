import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from './config.ts';
import type { Log } from './core/ports.ts';
import type { Store } from './core/store.ts';
import { formatDuration } from './core/time/duration.ts';
import { away, keepAwake } from './engine/away.ts';
import { createClock, type JumpingClock } from './engine/clock.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import { foundVersion } from './engine/found-version.ts';
import { jump } from './engine/jump.ts';
import { type Definitions, loadDefinitions, loadKit } from './engine/load.ts';
import type { EngineParts } from './engine/parts.ts';
import { readPlaybooks } from './engine/playbook-folder.ts';
import { createRoles } from './engine/roles.ts';
import { createTools } from './engine/tools.ts';
import { createGitHub, type GitHubParts } from './github/github.ts';
import { createWebhookRoute } from './github/webhooks.ts';
import { githubSettings } from './github-config.ts';
import { type Health, healthRoutes } from './http/health.ts';
import { startHeartbeat } from './http/heartbeat.ts';
import { sandboxClockRoutes } from './http/sandbox-clock.ts';
import { createHttpServer } from './http/server.ts';
import { createCommands } from './programs/commands.ts';
import type { Family } from './slack/actions/_family.ts';
import { createClients } from './slack/clients.ts';
import type { Command } from './slack/commands/_command.ts';
import { createDirectory } from './slack/directory.ts';
import type { Shortcut } from './slack/shortcuts/_shortcut.ts';
import { createSlack, type Slack, type SlackParts } from './slack/slack.ts';
import type { OpenDatabase } from './store/open.ts';
import { createOutbox } from './store/outbox.ts';
import { createStore } from './store/store.ts';

export interface App {
  /** The port of the HTTP server. */
  start(): Promise<number>;
  /** Finishes what is in hand, within a limit, and leaves the rest as intents. */
  stop(): Promise<void>;
}

export interface AppParts {
  readonly database: OpenDatabase;
  readonly log: Log;
  /** Blanked in what programs print. */
  readonly secrets: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** UTC milliseconds. */
  readonly machine: () => number;
  /** Faster than Slack and GitHub allow, for those that have no limits. */
  readonly haste?: Pick<SlackParts, 'pace' | 'settleMs'> & Pick<GitHubParts, 'isHasty'>;
}

const STOP_MS = 10_000;
const JUMP_PATIENCE_MS = 60_000;
/** The due loop looks every second; it may wait a while for a target that gives no answer. */
const SILENT_MS = 60_000;

/** Builds the whole program without starting it. */
export async function createApp(config: Config, parts: AppParts): Promise<App> {
  const { database, log, env, machine, secrets } = parts;
  const store = createStore(database.db);
  const clock = await createClock(store, machine);
  const kit = await loadKit(new URL('./', import.meta.url));
  const slackConfig = {
    botToken: config.SLACK_BOT_TOKEN,
    appToken: config.SLACK_APP_TOKEN,
    signingSecret: config.SLACK_SIGNING_SECRET,
    slackApiUrl: config.SLACK_API_URL,
  };
  const clients = createClients(slackConfig, log);
  const roles = createRoles(createDirectory(clients.reading, machine), log);
  const { isHasty = false } = parts.haste ?? {};
  const mirrors = join(dirname(config.DATABASE_URL), 'repositories');
  const github = createGitHub(githubSettings(config), { mirrors, machine, log, env, isHasty });
  const engine = createEngine({
    store,
    clock,
    roles,
    kinds: kit.steps,
    log,
    owner: randomUUID(),
    newId: randomUUID,
    shelf: () => readPlaybooks(config.PLAYBOOKS, kit),
    foundVersion: (playbook) => foundVersion(playbook, { env, hosts: config.TARGET_HOSTS }),
    tools: toolMaker(config, kit, { env, machine, secrets, roles, repositories: github.repository }),
    repositories: github.repository,
    ...(await away(store, clock)),
  });
  const slack = createSlack({
    config: slackConfig,
    commands: await loadDefinitions<Command>(new URL('./slack/commands/', import.meta.url)),
    families: await loadDefinitions<Family>(new URL('./slack/actions/', import.meta.url)),
    shortcuts: await loadDefinitions<Shortcut>(new URL('./slack/shortcuts/', import.meta.url)),
    releases: engine.releases,
    outbox: createOutbox(database.db, reportTo(store, engine, clock)),
    roles,
    clock,
    log,
    clients,
    ...parts.haste,
  });
  return assemble(config, { ...parts, store, clock, engine, slack });
}

type ToolSources = Pick<AppParts, 'env' | 'machine' | 'secrets'> & Pick<EngineParts, 'roles' | 'repositories'>;

function toolMaker(
  config: Config,
  kit: Definitions,
  { env, machine, secrets, ...reach }: ToolSources,
): EngineParts['tools'] {
  const commands = createCommands({
    folder: join(dirname(config.DATABASE_URL), 'programs'),
    cwd: process.cwd(),
    env,
    machine,
    secrets,
  });
  const { checks, providers } = kit;
  const hosts = config.TARGET_HOSTS;
  return (view, key) => createTools(view, key, { ...reach, checks, providers, commands, env, hosts });
}

/** A step that waits for its message gets a fact when Slack has it. */
function reportTo(store: Store, engine: Engine, clock: JumpingClock): Parameters<typeof createOutbox>[1] {
  return async (release, { run, step, round }, { type, ...body }) => {
    await store.withRelease(release, (unit) =>
      unit.append({ run, step, round, type, body, at: clock.now(), recorded: clock.machine() }),
    );
    engine.poke(release);
  };
}

interface Assembled extends AppParts {
  readonly store: Store;
  readonly clock: JumpingClock;
  readonly engine: Engine;
  readonly slack: Slack;
}

function assemble(config: Config, { store, clock, engine, slack, log }: Assembled): App {
  const look = async (): Promise<Health> => {
    await store.note('health');
    const silentMs = clock.machine() - engine.lookedAt();
    const problems = [
      ...(slack.isReady() ? [] : ['Slack has not answered yet']),
      ...(silentMs > SILENT_MS ? [`nobody has looked at what is due for ${formatDuration(silentMs)}`] : []),
    ];
    return { ok: problems.length === 0, problems };
  };
  const secret = config.GITHUB_WEBHOOK_SECRET;
  const jumpTo = (to: number) => jump(to, { engine, clock, store, patienceMs: JUMP_PATIENCE_MS });
  const http = createHttpServer({
    host: config.HOST,
    port: config.PORT,
    routes: [
      ...healthRoutes(look),
      ...(secret === undefined ? [] : [createWebhookRoute({ secret, heard: engine.heard, log })]),
      ...(config.SANDBOX_CLOCK ? sandboxClockRoutes({ now: clock.now, machine: clock.machine, jump: jumpTo }) : []),
    ],
    rest: slack.requestListener,
  });
  const stops: (() => void)[] = [];
  return {
    async start() {
      slack.start();
      await engine.start();
      stops.push(keepAwake(store, clock, log));
      if (config.HEARTBEAT_URL) stops.push(startHeartbeat(config.HEARTBEAT_URL, look, log));
      return http.start();
    },

    async stop() {
      for (const stop of stops) stop();
      await http.stop();
      await Promise.race([Promise.all([slack.stop(), engine.stop(STOP_MS)]), sleep(STOP_MS)]);
    },
  };
}
