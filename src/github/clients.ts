import { createAppAuth } from '@octokit/auth-app';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { Log } from '../core/ports.ts';
import { createPace } from './pace.ts';

/** Who Shipmate is at GitHub. The key is the PEM text that GitHub gave, with line breaks. */
export type Identity = AppIdentity | { readonly token: string };

export interface AppIdentity {
  readonly appId: number;
  readonly privateKey: string;
}

export interface ClientParts {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly identity: Identity;
  readonly machine: () => number;
  readonly log: Log;
  /** For a GitHub that has no limits: nothing is spaced out. */
  readonly isHasty: boolean;
}

/**
 * Each has a queue of its own, so that the statuses of five hundred pull requests never hold up a freeze or a merge, and
 * none repeats a call by itself.
 */
export interface Clients {
  /** Not held back: the throttling of writes would also slow GraphQL queries. */
  readonly reading: Octokit;
  /** One write a second, and three seconds between those that notify people, as GitHub asks. */
  readonly writing: Octokit;
  /** Commit statuses. */
  readonly telling: Octokit;
  /** What git gets in over HTTP with; the token of an installation lives an hour, so ask each time. */
  token(): Promise<string>;
}

/** A status costs 5 of the 900 points that GitHub grants in a minute: this leaves a third of them for the rest. */
const TELL_GAP_MS = 500;
/** For the token that is fetched beside a call, and has no time limit of its own. */
const SIDE_CALL_MS = 10_000;

const PacedOctokit = Octokit.plugin(throttling);

/** The client of the app itself: it knows its installations and nothing else. */
export function createAppClient(parts: ClientParts, { appId, privateKey }: AppIdentity): Octokit {
  return pinned(new Octokit({ ...optionsOf(parts), authStrategy: createAppAuth, auth: { appId, privateKey } }));
}

/** For one installation of the app. */
export function createInstallationClients(parts: ClientParts, identity: AppIdentity, installationId: number): Clients {
  const { appId, privateKey } = identity;
  const { request } = createAppClient(parts, identity);
  const log = quiet(parts.log);
  const auth = createAppAuth({ appId, privateKey, installationId, request, log });
  const token = async (): Promise<string> => (await auth({ type: 'installation' })).token;
  // One strategy for all three, so that they share their token.
  return createThree(parts, { queue: `app-${appId}-${installationId}`, login: { authStrategy: () => auth }, token });
}

export function createTokenClients(parts: ClientParts, token: string): Clients {
  return createThree(parts, { queue: 'token', login: { auth: token }, token: async () => token });
}

interface Login extends Pick<Clients, 'token'> {
  /** The plugin keeps its queues for the whole process, under this name. */
  readonly queue: string;
  readonly login: object;
}

function createThree(parts: ClientParts, { queue, login, token }: Login): Clients {
  const { apiUrl, isHasty, machine } = parts;
  const options = { ...optionsOf(parts), ...login };
  const throttle = {
    enabled: !isHasty,
    id: `${apiUrl} ${queue}`,
    onRateLimit: () => false,
    onSecondaryRateLimit: () => false,
  };
  const telling = pinned(new Octokit(options));
  const turn = createPace(isHasty ? 0 : TELL_GAP_MS, machine);
  telling.hook.before('request', () => turn());
  return {
    reading: pinned(new Octokit(options)),
    writing: pinned(new PacedOctokit({ ...options, throttle })),
    telling,
    token,
  };
}

function optionsOf({ apiUrl, log }: ClientParts): object {
  return { baseUrl: apiUrl, userAgent: 'shipmate', log: quiet(log), request: { fetch: fetchWithLimit } };
}

/** Octokit names no version of the API by itself, and would get what GitHub happens to answer by default. */
function pinned(octokit: Octokit): Octokit {
  octokit.hook.before('request', ({ headers }) => {
    headers['x-github-api-version'] = '2022-11-28';
  });
  return octokit;
}

/** What the libraries find worth a warning is told by whoever made the call. */
function quiet(log: Log) {
  const debug = (message: string): void => log.debug(message);
  return { debug, info: debug, warn: debug, error: debug };
}

/** A call of ours brings a signal; what the libraries do in between has none. */
const fetchWithLimit: typeof fetch = (input, init) =>
  fetch(input, { ...init, signal: init?.signal ?? AbortSignal.timeout(SIDE_CALL_MS) });
