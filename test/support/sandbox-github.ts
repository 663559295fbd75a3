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
  /** The same with an end to its patience. */
  within(signal: AbortSignal): Repository;
  /** The folder of the git mirror. */
  readonly mirror: string;
  readonly log: RecordingLog;
}

interface Login {
  readonly as?: 'app' | 'token';
  /** Whether Shipmate may approve environments in the name of a person. */
  readonly hasReviewer?: boolean;
}

/** The sandbox's GitHub, and Shipmate connected to its repository, as the App unless it shall come with a token. */
export async function connect({
  as = 'app',
  hasReviewer = false,
  ...options
}: Partial<FakeGitHubOptions> & Login = {}): Promise<Connected> {
  const folder = await mkdtemp(join(tmpdir(), 'shipmate-github-'));
  const github = await createFakeGitHub({ folder, ...options });
  const log = recordingLog();
  const { id: appId, privateKey } = github.app;
  const identity = as === 'app' ? { appId, privateKey } : { token: github.token };
  const parts = { mirrors: join(folder, 'mirrors'), machine: Date.now, log, env: process.env, isHasty: true };
  const reviewerToken = hasReviewer ? github.reviewerToken : undefined;
  const { repository } = createGitHub({ apiUrl: github.apiUrl, identity, reviewerToken }, parts);
  const within = (signal: AbortSignal): Repository => repository(github.repository, signal);
  return {
    github,
    log,
    repository: within(AbortSignal.timeout(60_000)),
    within,
    mirror: join(parts.mirrors, `${github.repository}.git`),
    [Symbol.asyncDispose]: async () => {
      await github.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
