import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Repository } from '../../src/core/repository/repository.ts';
import { createGitHub } from '../../src/github/github.ts';
import { createFakeGitHub, type FakeGitHub, type FakeGitHubOptions } from '../../src/sandbox/github/fake-github.ts';
import { type RecordingLog, recordingLog } from './quiet.ts';

export interface Connected extends AsyncDisposable {
  readonly github: FakeGitHub;
  readonly repository: Repository;
  readonly log: RecordingLog;
}

/** The sandbox's GitHub, and Shipmate connected to its repository, as the App unless it shall come with a token. */
export async function connect({
  as = 'app',
  ...options
}: Partial<FakeGitHubOptions> & { readonly as?: 'app' | 'token' } = {}): Promise<Connected> {
  const folder = await mkdtemp(join(tmpdir(), 'shipmate-github-'));
  const github = await createFakeGitHub({ folder, ...options });
  const log = recordingLog();
  const { id: appId, privateKey } = github.app;
  const identity = as === 'app' ? { appId, privateKey } : { token: github.token };
  const parts = { mirrors: join(folder, 'mirrors'), machine: Date.now, log, env: process.env, isHasty: true };
  const { repository } = createGitHub({ apiUrl: github.apiUrl, identity }, parts);
  return {
    github,
    log,
    repository: repository(github.repository, AbortSignal.timeout(60_000)),
    [Symbol.asyncDispose]: async () => {
      await github.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
