import { UserError } from '../core/errors.ts';
import type { HostDoctor } from '../core/host-doctor.ts';
import type { Log } from '../core/ports.ts';
import type { Links } from '../core/repository/repository.ts';
import { type Api, createApi } from './api.ts';
import type { Identity } from './clients.ts';
import { type Connections, createConnections } from './connections.ts';
import { createLinks } from './links.ts';
import { createHostDoctor, createUnconnectedDoctor } from './permissions.ts';

export interface GitHubSettings {
  /** `https://api.github.com`, or `https://host/api/v3` of a server of one's own. */
  readonly apiUrl: string;
  readonly identity: Identity | undefined;
  /** Of an account that environments name as a reviewer; its owner is asked for nothing else. */
  readonly reviewerToken?: string | undefined;
}

export interface GitHubParts {
  /** Where the git mirrors lie. */
  readonly mirrors: string;
  /** UTC milliseconds. */
  readonly machine: () => number;
  readonly log: Log;
  /** For git; of it, only what git needs is passed on. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For a GitHub that has no limits: nothing is spaced out. */
  readonly isHasty?: boolean;
}

export interface GitHub {
  links(name: string): Links;
  /** The bare API of a repository, for what the port does not ask. Throws UserError when nothing is configured. */
  api(name: string, signal: AbortSignal): Api;
  /** The same in the name of the reviewer; undefined when there is none. */
  reviewerApi(name: string, signal: AbortSignal): Api | undefined;
  doctor(signal: AbortSignal): HostDoctor;
}

/** Connects repositories of GitHub; calls nobody before the first question. */
export function createGitHub(settings: GitHubSettings, parts: GitHubParts): GitHub {
  const { identity, reviewerToken } = settings;
  const apiUrl = settings.apiUrl.replace(/\/+$/, '');
  const login = (as: Identity): Login => {
    const connections = createConnections({ ...parts, apiUrl, identity: as, isHasty: parts.isHasty ?? false });
    const appId = 'appId' in as ? as.appId : undefined;
    const api = (name: string, signal: AbortSignal): Api =>
      createApi(checkedName(name), { connections, appId, signal, apiUrl, machine: parts.machine });
    return { connections, api };
  };
  const reviewer = reviewerToken === undefined ? undefined : login({ token: reviewerToken });
  const reviewerApi: GitHub['reviewerApi'] = (name, signal) => reviewer?.api(name, signal);
  if (!identity) return { links: notConfigured, api: notConfigured, reviewerApi, doctor: createUnconnectedDoctor };
  const { connections, api } = login(identity);
  return {
    api,
    reviewerApi,
    links: (name) => createLinks(apiUrl, checkedName(name)),
    doctor: (signal) => createHostDoctor({ connections, api: (name) => api(name, signal) }),
  };
}

interface Login {
  readonly connections: Connections;
  api(name: string, signal: AbortSignal): Api;
}

function notConfigured(name: string): never {
  throw new UserError('no_github', `nothing connects to \`${name}\`: Shipmate has no login at GitHub`, {
    fix: 'Set `GITHUB_APP_ID` and `GITHUB_APP_PRIVATE_KEY`, or `GITHUB_TOKEN`.',
  });
}

/** It becomes a part of addresses and of a folder's name. */
function checkedName(name: string): string {
  if (/^[\w.-]+\/[\w.-]+$/.test(name) && !/(^|\/)\.{1,2}(\/|$)/.test(name)) return name;
  throw new UserError('no_repository', `\`${name}\` is no repository`, { fix: 'Write `owner/name` in the playbook.' });
}
