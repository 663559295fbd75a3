import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { createFakeGitHub, type FakeGitHub, type FakeGitHubOptions } from '../../../src/sandbox/github/fake-github.ts';

export const KARS = { owner: 'humac', repo: 'kars' };

/** A GitHub in a folder of its own, and the library that calls it. */
export interface Loopback {
  readonly github: FakeGitHub;
  /** With the token of the machine user, or of this person. */
  as(login?: string): Octokit;
  /** With the App's installation token. */
  asApp(): Octokit;
  /** The SHA of a branch; nothing when there is none. */
  tip(branch: string): string;
  stop(): Promise<void>;
}

export async function openLoopback(options: Partial<FakeGitHubOptions> = {}): Promise<Loopback> {
  const folder = mkdtempSync(join(tmpdir(), 'github-'));
  const github = await createFakeGitHub({ folder, ...options });
  const { apiUrl: baseUrl, app } = github;
  // What it says about refusals is what the tests are about.
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  return {
    github,
    as: (login) => new Octokit({ baseUrl, log, auth: login === undefined ? github.token : github.tokenOf(login) }),
    asApp() {
      const auth = { appId: app.id, privateKey: app.privateKey, installationId: 77001 };
      return new Octokit({ baseUrl, log, authStrategy: createAppAuth, auth });
    },
    tip: (branch) => github.branches().get(branch) ?? '',
    async stop() {
      await github.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One for every test of the file. */
export function freshLoopback(options: Partial<FakeGitHubOptions> = {}): () => Loopback {
  let loopback: Loopback | undefined;
  beforeEach(async () => {
    loopback = await openLoopback(options);
  });
  afterEach(() => loopback?.stop());
  return () => {
    if (loopback) return loopback;
    throw new Error('there is a GitHub only within a test');
  };
}

/** The status and the words of a refusal. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ readonly status: number; readonly message: string }> {
  const error: unknown = await call.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  if (error instanceof Error && 'status' in error) return { status: Number(error.status), message: error.message };
  throw new Error('it was not refused');
}
