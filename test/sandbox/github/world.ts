import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { createFakeGitHub, type FakeGitHub, type FakeGitHubOptions } from '../../../src/sandbox/github/fake-github.ts';
import { APP } from '../../../src/sandbox/github/logins.ts';

export const KARS = { owner: 'humac', repo: 'kars' } as const;

export interface Here {
  readonly folder: string;
  readonly github: FakeGitHub;
  /** With the personal token of the machine user. */
  readonly octokit: Octokit;
  /** As the App, in its installation. */
  readonly app: Octokit;
  tip(branch: string): string;
}

/** A fresh GitHub for every test. */
export function freshGitHub(options: Partial<FakeGitHubOptions> = {}): () => Here {
  let here: Here | undefined;

  beforeEach(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'github-'));
    const github = await createFakeGitHub({ folder, ...options });
    here = {
      folder,
      github,
      octokit: octokitWith(github, github.token),
      app: appOctokit(github),
      tip: (branch) => github.branches().get(branch) ?? '',
    };
  });
  afterEach(async () => {
    if (!here) return;
    await here.github.stop();
    rmSync(here.folder, { recursive: true, force: true });
  });
  return () => {
    if (!here) throw new Error('there is a GitHub only within a test');
    return here;
  };
}

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

export function octokitWith(github: FakeGitHub, token: string): Octokit {
  return new Octokit({ baseUrl: github.apiUrl, auth: token, log: QUIET });
}

export function appOctokit(github: FakeGitHub): Octokit {
  const auth = { appId: github.app.id, privateKey: github.app.privateKey, installationId: APP.installation };
  return new Octokit({ baseUrl: github.apiUrl, authStrategy: createAppAuth, auth, log: QUIET });
}
