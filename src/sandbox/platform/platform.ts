import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { answerThrough, createFaults, type Faults } from '../faults.ts';
import { close, json, listen, readBody, send } from '../http.ts';
import { type DeployApiParts, readDeployCall } from './deploy-api.ts';
import { type Effect, Environment } from './environment.ts';

export interface PlatformOptions {
  /** The bearer token of the deploy API, and of the app it deploys. */
  readonly token?: string;
  /** What is live at first; 1.4.2 where nothing is said. */
  readonly versions?: Partial<Versions>;
  readonly buildMs?: number;
  readonly ignoresKeys?: boolean;
  readonly listLagMs?: number;
  readonly machine?: () => number;
  readonly random?: () => number;
  readonly onChange?: () => void;
}

export interface Versions {
  readonly staging: string;
  readonly production: string;
}

const FIRST_VERSION = '1.4.2';

/** A deploy platform with `staging` and `production`, on loopback. */
export interface Platform {
  /** Of the deploy API; `<url>/staging` is the base address of staging. */
  readonly url: string;
  readonly token: string;
  readonly staging: Environment;
  readonly production: Environment;
  /** For `deploy`, `observe`, `find` and `stop`. */
  readonly faults: Faults;
  /** Everything that really took place, oldest first. */
  readonly effects: readonly Effect[];
  /** May be changed at any time. */
  readonly manners: { buildMs: number; ignoresKeys: boolean; listLagMs: number };
  stop(): Promise<void>;
}

export async function createPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const { token = 'sandbox-kars-token', machine = Date.now, onChange = () => {} } = options;
  const manners = {
    buildMs: options.buildMs ?? 3000,
    ignoresKeys: options.ignoresKeys ?? false,
    listLagMs: options.listLagMs ?? 0,
  };
  const faults = createFaults(options.random ?? Math.random);
  const effects: Effect[] = [];
  const stopping = new AbortController();
  const common = {
    token,
    machine,
    buildMs: () => manners.buildMs,
    onChange,
    onEffect: (effect: Effect) => effects.push(effect),
    signal: stopping.signal,
  };
  const staging = new Environment({ ...common, name: 'staging', version: options.versions?.staging ?? FIRST_VERSION });
  const production = new Environment({
    ...common,
    name: 'production',
    version: options.versions?.production ?? FIRST_VERSION,
  });
  await Promise.all([staging.open(), production.open()]);

  const server = createDeployServer(
    {
      environments: new Map(Object.entries({ staging, production })),
      token,
      machine,
      ignoresKeys: () => manners.ignoresKeys,
      listLagMs: () => manners.listLagMs,
    },
    { faults, signal: stopping.signal },
  );
  const url = `http://127.0.0.1:${await listen(server, 0)}`;

  async function stop(): Promise<void> {
    stopping.abort();
    await Promise.all([close(server), staging.close(), production.close()]);
  }
  return { url, token, staging, production, faults, effects, manners, stop };
}

function createDeployServer(
  parts: DeployApiParts,
  { faults, signal }: { readonly faults: Faults; readonly signal: AbortSignal },
): ReturnType<typeof createServer> {
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { name, carryOut } = readDeployCall(request, await readBody(request), parts);
    await answerThrough(faults.take(name), response, { carryOut, signal });
  }
  return createServer((request, response) => {
    serve(request, response).catch((error: unknown) => send(response, json(500, { error: String(error) })));
  });
}
