import { mkdir, rm } from 'node:fs/promises';
import type { SimpleGit } from 'simple-git';
import { createGit } from './git.ts';

/** Where a mirror is filled from. */
export interface Source {
  readonly url: string;
  /** Value of the `Authorization` header. */
  readonly login: string;
}

/** A bare repository on this machine with the branches and tags of another one. Throws what git throws. */
export interface MirrorFolder {
  /** Makes it, or finds it; safe to repeat. */
  make(): Promise<void>;
  remove(): Promise<void>;
  git(signal: AbortSignal): SimpleGit;
  /** Whether all of these commits are here. They are full SHAs. */
  has(commits: readonly string[], signal: AbortSignal): Promise<boolean>;
  /** Their commits, in their order; an empty text for what is not there. */
  commits(refs: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
  fetch(source: Source): Promise<void>;
}

/** A first fetch may take longer than its caller has patience: it goes on, and the next one to ask finds it done. */
const FETCH_MS = 15 * 60_000;

export const FULL_SHA = /^[0-9a-f]{40}$/;

/** What git itself refuses in a name, and what would mean something to it. */
const NO_NAME = /^-|\.\.|@\{|[\p{Cc} ~^:?*[\\]|^$/u;

export function createMirrorFolder(folder: string, env: Readonly<Record<string, string | undefined>>): MirrorFolder {
  const git = (signal: AbortSignal): SimpleGit => createGit({ folder, env, signal });
  return {
    git,

    async make() {
      await mkdir(folder, { recursive: true });
      await git(AbortSignal.timeout(FETCH_MS)).raw(['init', '--bare', '--quiet']);
    },

    remove: () => rm(folder, { recursive: true, force: true }),

    async has(commits, signal) {
      const found = await git(signal).raw(['rev-list', '--no-walk', '--ignore-missing', ...commits, '--']);
      const here = found.split('\n');
      return commits.every((commit) => here.includes(commit));
    },

    commits: (refs, signal) => Promise.all(refs.map((ref) => commitOf(git(signal), ref))),

    async fetch({ url, login }) {
      const config = {
        [`http.${url}.extraHeader`]: `Authorization: ${login}`,
        // The header would go along to another host.
        'http.followRedirects': 'false',
        // What tidies up would go on after git has ended, and be in the way of the next call.
        'gc.autoDetach': 'false',
      };
      const own = createGit({ folder, env, signal: AbortSignal.timeout(FETCH_MS), config });
      const refs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
      await own.raw(['fetch', '--quiet', '--prune', '--no-tags', '--no-write-fetch-head', url, ...refs]);
    },
  };
}

/** A branch goes before a tag of the same name, as it does at GitHub. */
async function commitOf(git: SimpleGit, ref: string): Promise<string> {
  if (FULL_SHA.test(ref)) return find(git, ref);
  if (NO_NAME.test(ref)) return '';
  return (await find(git, `refs/heads/${ref}`)) || find(git, `refs/tags/${ref}`);
}

async function find(git: SimpleGit, name: string): Promise<string> {
  return (await git.raw(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])).trim();
}
