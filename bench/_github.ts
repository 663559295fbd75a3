import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../src/core/ports.ts';
import type { Repository } from '../src/core/repository/repository.ts';
import { createGitHub } from '../src/github/github.ts';
import { createFakeGitHub, type FakeGitHub } from '../src/sandbox/github/fake-github.ts';

/** The sandbox's GitHub with an empty repository, and Shipmate connected to it as the App. */
export interface Connected {
  readonly github: FakeGitHub;
  readonly repository: Repository;
  /** Empty, and gone after `stop`. */
  readonly folder: string;
  /** The folder of the git mirror. */
  readonly mirror: string;
  stop(): Promise<void>;
}

export const QUIET: Log = { debug: () => {}, info: () => {}, warn: console.warn, error: console.error };

/** Nothing is spaced out: a GitHub without limits needs no patience. */
export async function connectGitHub(): Promise<Connected> {
  const folder = mkdtempSync(join(tmpdir(), 'shipmate-bench-'));
  const github = await createFakeGitHub({ folder: join(folder, 'github'), seed: 'empty' });
  const mirrors = join(folder, 'mirrors');
  const { id: appId, privateKey } = github.app;
  const settings = { apiUrl: github.apiUrl, identity: { appId, privateKey } };
  const parts = { mirrors, machine: Date.now, log: QUIET, env: process.env, isHasty: true };
  return {
    github,
    repository: createGitHub(settings, parts).repository(github.repository, AbortSignal.timeout(600_000)),
    folder,
    mirror: join(mirrors, `${github.repository}.git`),
    async stop() {
      await github.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
