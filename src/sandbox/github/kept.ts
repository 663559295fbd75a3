import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { createFakeGitHub, type FakeGitHub, type FakeGitHubOptions } from './fake-github.ts';
import { recall, remember } from './memory.ts';

const MEMORY = 'memory';

export interface KeptOptions extends Omit<FakeGitHubOptions, 'seed'> {
  /** CI and workflows take no time. */
  readonly fast: boolean;
}

/** A GitHub that goes on where one in the same folder was stopped, and begins with KARS where there was none. */
export async function openKeptGitHub({ fast, ...options }: KeptOptions): Promise<FakeGitHub> {
  const memory = resolve(options.folder, MEMORY);
  const isKept = existsSync(memory);
  // Without its memory, branches and tags alone would make a repository that never was.
  if (!isKept) rmSync(options.folder, { recursive: true, force: true });
  const github = await createFakeGitHub({ ...options, seed: isKept ? 'empty' : 'kars' });
  if (isKept) recall(github.world, memory);
  github.ci.ms = fast ? 0 : 3000;
  Object.assign(github.world.runs.manners, fast ? { jobMs: 50 } : { queueMs: 1500, jobMs: 4000, listLagMs: 1500 });

  return {
    ...github,
    async stop() {
      await github.settled();
      remember(github.world, memory);
      await github.stop();
    },
  };
}
