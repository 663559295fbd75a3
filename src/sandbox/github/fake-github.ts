import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createFaults, type Faults } from '../faults.ts';
import { close, json, listen, send } from '../http.ts';
import { beginOnPush } from './actions/on-push.ts';
import { type ApiCall, type ApiParts, answerApi } from './api.ts';
import type { CiManners } from './checks/ci.ts';
import type { CheckRun, Status } from './checks/reports.ts';
import { createWorld } from './create-world.ts';
import type { Effect } from './events.ts';
import { answerGit, gitCallOf } from './git-http/git-http.ts';
import { createHand, type Hand } from './hand.ts';
import { createLimits } from './limits.ts';
import { MACHINE_USER } from './logins.ts';
import type { Pull } from './pulls/pull.ts';
import { reactTo } from './reactions.ts';
import type { Rights } from './rights.ts';
import type { Ruleset } from './rules/ruleset.ts';
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
export interface FakeGitHub {
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
  /** SHAs by name. */
  branches(): ReadonlyMap<string, string>;
  /** The commit behind each tag. */
  tags(): Promise<ReadonlyMap<string, string>>;
  pulls(): readonly Pull[];
  pull(number: number): Pull;
  /** The newest of each context. */
  statuses(sha: string): readonly Status[];
  checkRuns(sha: string): readonly CheckRun[];
  rulesets(): readonly Ruleset[];
  /** Subjects, newest first. */
  subjects(ref: string): Promise<readonly string[]>;
  file(ref: string, path: string): Promise<string | undefined>;
  /** Makes every installation token that is out there worthless. */
  expireTokens(): void;
  stop(): Promise<void>;
}

export async function createFakeGitHub(options: FakeGitHubOptions): Promise<FakeGitHub> {
  const { machine = Date.now, random = Math.random, onChange = () => {} } = options;
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
  // Only the end of the sandbox takes the repository away from under it.
  world.events.listen((event) => void beginOnPush(world, event).catch(() => {}));
  world.events.listen(onChange);
  reactTo(world, signal);
  const webhooks = createWebhooks(options.webhooks, { world, faults, signal });

  const api = { world, faults, limits: createLimits(machine, options.limits ?? false), calls, signal };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    route(request, response, api).catch((error: unknown) => send(response, json(500, { message: String(error) })));
  });
  const { access } = world;
  return {
    url: origin,
    apiUrl: origin,
    repository: repository.fullName,
    folder: world.git.folder,
    token: access.tokenOf(MACHINE_USER),
    app: access.app,
    reviewerToken: access.tokenOf('devon-kars'),
    tokenOf: access.tokenOf,
    rights: access.rights,
    ci: world.ci.manners,
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
    world,
    expireTokens: access.expireTokens,
    ...eyes(world),
    async stop() {
      stopping.abort();
      await close(server);
      world.objects.stop();
    },
  };
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

type Eyes = Pick<
  FakeGitHub,
  'branches' | 'tags' | 'pulls' | 'pull' | 'statuses' | 'checkRuns' | 'rulesets' | 'subjects' | 'file'
>;

/** What can be seen. */
function eyes(world: World): Eyes {
  const { refs, objects, git, pulls, reports, rulesets } = world;
  return {
    branches: () => new Map(refs.below('refs/heads/').map(({ ref, sha }) => [ref.slice('refs/heads/'.length), sha])),
    async tags() {
      const found = refs.below('refs/tags/').map(async ({ ref, sha }) => {
        const commit = await objects.read(`${sha}^{commit}`);
        return [ref.slice('refs/tags/'.length), commit?.sha ?? sha] as const;
      });
      return new Map(await Promise.all(found));
    },
    pulls: () => [...pulls.values()],
    pull(number) {
      const found = pulls.get(number);
      if (found) return found;
      throw new Error(`there is no pull request \`${number}\``);
    },
    statuses: (sha) => reports.latest(sha),
    checkRuns: (sha) => reports.checkRuns(sha),
    rulesets: () => [...rulesets.values()],
    subjects: async (ref) => (await git.run(['log', '--format=%s', ref])).split('\n').filter(Boolean),
    async file(ref, path) {
      const found = await objects.read(`${ref}:${path}`);
      return found?.type === 'blob' ? found.body.toString('utf8') : undefined;
    },
  };
}
