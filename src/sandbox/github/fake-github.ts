import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createFaults, type Faults } from '../faults.ts';
import { close, json, listen, send } from '../http.ts';
import { beginOnPush } from './actions/on-push.ts';
import { type ApiCall, type ApiParts, answerApi } from './api.ts';
import type { CiManners } from './checks/ci.ts';
import { createWorld } from './create-world.ts';
import type { Effect } from './events.ts';
import { createEyes, type Eyes } from './eyes.ts';
import { answerGit, gitCallOf } from './git-http/git-http.ts';
import { createHand, type Hand } from './hand.ts';
import { createLimits } from './limits.ts';
import { MACHINE_USER } from './logins.ts';
import { reactTo } from './reactions.ts';
import type { Rights } from './rights.ts';
import { KARS } from './seed/kars.ts';
import { plantShipping } from './seed/kars-shipping.ts';
import { plant } from './seed/plant.ts';
import { plantRules } from './seed/rules.ts';
import { createWebhooks, type WebhookOptions, type Webhooks } from './webhooks.ts';
import type { World } from './world.ts';

export interface FakeGitHubOptions {
  /** Where the bare repository lives, as `<owner>/<name>.git`. */
  readonly folder: string;
  /** `humac/kars` when absent. */
  readonly repository?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly machine?: () => number;
  readonly random?: () => number;
  /** GitHub's rate limits; off unless asked for. */
  readonly limits?: boolean;
  readonly webhooks?: WebhookOptions;
  readonly onChange?: () => void;
  /** `kars`, the default, or nothing at all. */
  readonly seed?: 'kars' | 'empty';
}

/** A GitHub with one repository on loopback; its git is git's own. */
export interface FakeGitHub extends Eyes {
  /** For people, and for git: `<url>/humac/kars.git`. */
  readonly url: string;
  /** For GITHUB_API_URL. */
  readonly apiUrl: string;
  readonly repository: string;
  /** The bare repository. */
  readonly folder: string;
  /** Of a machine user with all rights. */
  readonly token: string;
  /** Of the App that is installed; the key is a PEM text. */
  readonly app: World['access']['app'];
  /** Of the person whose approval environments ask for. */
  readonly reviewerToken: string;
  tokenOf(login: string): string;
  /** May be changed at any time: `rights.app.administration = 'none'`. */
  readonly rights: { readonly app: Rights; readonly token: Rights; readonly people: Rights };
  readonly ci: CiManners;
  /** By the names of calls: `git.create-ref`, `pulls.*`, `graphql.createCommitOnBranch`; `write` is any that changes something. */
  readonly faults: Faults;
  /** Every call of the API and of git, oldest first. */
  readonly calls: readonly ApiCall[];
  /** Everything that really took place, oldest first. */
  readonly effects: readonly Effect[];
  readonly webhooks: Webhooks;
  /** What this person does by hand. */
  as(login: string): Hand;
  /** Resolves when everything that follows from what was done so far is done, webhooks included. */
  settled(): Promise<void>;
  /** Everything that is there; for what has no shorter way. */
  readonly world: World;
  /** Makes every installation token that is out there worthless. */
  expireTokens(): void;
  stop(): Promise<void>;
}

export async function createFakeGitHub(options: FakeGitHubOptions): Promise<FakeGitHub> {
  const { machine = Date.now, random = Math.random, limits = false } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const faults = createFaults(random);
  const calls: ApiCall[] = [];
  const effects: Effect[] = [];
  const server = createServer();
  const origin = `http://127.0.0.1:${await listen(server, options.port ?? 0)}`;
  const repository = describeRepository(options.repository ?? 'humac/kars');
  const world = await createWorld({ folder: options.folder, repository, origin, machine, effects, signal });
  if (options.seed !== 'empty') await sow(world);
  const webhooks = createWebhooks(options.webhooks, { world, faults, signal });
  follow(world, { onChange: options.onChange ?? (() => {}), signal });
  serve(server, { world, faults, limits: createLimits(machine, limits), calls, signal });

  return {
    ...identity(world),
    ...createEyes(world),
    world,
    faults,
    calls,
    effects,
    webhooks,
    as: (login) => createHand(world, login),
    async settled() {
      // What is done may have something else done, and that again.
      for (let round = 0; round < 3; round += 1) await world.alone(async () => {});
      await webhooks.idle();
    },
    async stop() {
      stopping.abort();
      await close(server);
      world.objects.stop();
    },
  };
}

type Identity = Pick<
  FakeGitHub,
  | 'url'
  | 'apiUrl'
  | 'repository'
  | 'folder'
  | 'token'
  | 'app'
  | 'reviewerToken'
  | 'tokenOf'
  | 'rights'
  | 'ci'
  | 'expireTokens'
>;

/** Where it is, and how one gets in. */
function identity({ urls, repository, git, access, ci }: World): Identity {
  return {
    url: urls.web,
    apiUrl: urls.api,
    repository: repository.fullName,
    folder: git.folder,
    token: access.tokenOf(MACHINE_USER),
    app: access.app,
    reviewerToken: access.tokenOf('devon-kars'),
    tokenOf: access.tokenOf,
    rights: access.rights,
    ci: ci.manners,
    expireTokens: access.expireTokens,
  };
}

/** What happens by itself after something happened. */
function follow(
  world: World,
  { onChange, signal }: { readonly onChange: () => void; readonly signal: AbortSignal },
): void {
  // Only the end of the sandbox takes the repository away from under it.
  world.events.listen((event) => void beginOnPush(world, event).catch(() => {}));
  world.events.listen(onChange);
  reactTo(world, signal);
}

function serve(server: Server, api: ApiParts): void {
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    route(request, response, api).catch((error: unknown) => send(response, json(500, { message: String(error) })));
  });
}

function route(request: IncomingMessage, response: ServerResponse, api: ApiParts): Promise<void> {
  const call = gitCallOf(request, api.world);
  return call ? answerGit(request, response, { ...api, call }) : answerApi(request, response, api);
}

async function sow(world: World): Promise<void> {
  await plant(world, KARS);
  await plantShipping(world);
  plantRules(world);
  for (const { sha } of world.refs.below('refs/heads/')) world.ci.start(sha);
}

function describeRepository(fullName: string): World['repository'] {
  const [owner = '', name = ''] = fullName.split('/');
  return { id: 700_001, owner, name, fullName, defaultBranch: 'main' };
}
