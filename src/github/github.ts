import { UserError } from '../core/errors.ts';
import type { HostDoctor } from '../core/host-doctor.ts';
import type { Log } from '../core/ports.ts';
import type { Repositories, Repository } from '../core/repository/repository.ts';
import { createAlerts } from './alerts.ts';
import { type Api, type ApiParts, createApi } from './api.ts';
import type { Identity } from './clients.ts';
import { type Connections, createConnections } from './connections.ts';
import { createDeployments } from './deployments.ts';
import { createFiles } from './files.ts';
import { createGates } from './gates.ts';
import { createGuard } from './guard.ts';
import { createHistory } from './history.ts';
import { createIssues } from './issues.ts';
import { createLinks, webUrl } from './links.ts';
import { createMirror, type Mirror } from './mirror.ts';
import { createHostDoctor, createUnconnectedDoctor } from './permissions.ts';
import { createPublications } from './publications.ts';
import { createPullRequests } from './pull-requests.ts';
import { createRefs } from './refs.ts';
import { createWorkflows } from './workflows.ts';

export interface GitHubSettings {
  /** `https://api.github.com`, or `https://host/api/v3` of a server of one's own. */
  readonly apiUrl: string;
  readonly identity: Identity | undefined;
  /** Of an account that environments name as a reviewer; its owner is asked for nothing else. */
  readonly reviewerToken?: string | undefined;
}

export interface GitHubParts {
  /** The folder for git mirrors; it can be thrown away at any time. */
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
  readonly repository: Repositories;
  /** The bare API of a repository, for what the port does not ask. Throws UserError when nothing is configured. */
  api(name: string, signal: AbortSignal): Api;
  doctor(signal: AbortSignal): HostDoctor;
}

/** Connects repositories of GitHub; calls nobody before the first question. */
export function createGitHub(settings: GitHubSettings, parts: GitHubParts): GitHub {
  const { identity, reviewerToken } = settings;
  if (!identity) return { repository: notConfigured, api: notConfigured, doctor: createUnconnectedDoctor };
  const apiUrl = settings.apiUrl.replace(/\/+$/, '');
  const { connections, api } = logIn({ ...parts, apiUrl, identity });
  const reviewer =
    reviewerToken === undefined ? undefined : logIn({ ...parts, apiUrl, identity: { token: reviewerToken } });
  const mirrors = new Map<string, Mirror>();
  const mirrorOf = (name: string): Mirror => {
    const mirror = mirrors.get(name) ?? createMirror(name, parts);
    mirrors.set(name, mirror);
    return mirror;
  };
  return {
    api,
    doctor: (signal) => createHostDoctor({ connections, api: (name) => api(name, signal) }),
    repository(name, signal) {
      const own = api(name, signal);
      const history = createHistory(own, mirrorOf(name), webUrl(apiUrl));
      return { ...subjects(own, reviewer?.api(name, signal)), name, links: createLinks(apiUrl, name), history };
    },
  };
}

function subjects(api: Api, reviewer: Api | undefined): Omit<Repository, 'name' | 'links' | 'history'> {
  return {
    refs: createRefs(api),
    files: createFiles(api),
    pulls: createPullRequests(api),
    gates: createGates(api),
    workflows: createWorkflows(api, reviewer),
    deployments: createDeployments(api),
    publications: createPublications(api),
    alerts: createAlerts(api),
    issues: createIssues(api),
    guard: createGuard(api),
  };
}

interface Login extends GitHubParts {
  readonly apiUrl: string;
  readonly identity: Identity;
}

/** All repositories as one identity; its clients and their queues are kept. */
function logIn({ isHasty = false, ...login }: Login): Pick<GitHub, 'api'> & { readonly connections: Connections } {
  const connections = createConnections({ ...login, isHasty });
  const appId = 'appId' in login.identity ? login.identity.appId : undefined;
  const parts: Omit<ApiParts, 'signal'> = { ...login, appId, connections };
  return { connections, api: (name, signal) => createApi(checkedName(name), { ...parts, signal }) };
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
