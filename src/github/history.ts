import type { SimpleGit } from 'simple-git';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import type { Commit, History, Range, Statistics } from '../core/repository/history.ts';
import type { Api } from './api.ts';
import { LOG_FORMAT, parseLog } from './git-log.ts';
import type { Mirror, Wanted } from './mirror.ts';
import type { Source } from './mirror-folder.ts';

/** Git knows it without having it. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** `web` is where the pages of GitHub are: git goes nowhere else with the token. */
export function createHistory(api: Api, mirror: Mirror, web: string): History {
  const wanted = ({ base, head }: Range): Wanted => ({
    refs: base === undefined ? [head] : [head, base],
    source: () => sourceOf(api, web),
    signal: api.signal,
  });
  return {
    commits: (range) => mirror.read(wanted(range), log),

    withStatistics: (range) =>
      mirror.read(wanted(range), async (git, ends) => {
        const [commits, statistics] = await Promise.all([log(git, ends), diff(git, ends)]);
        return { commits, statistics };
      }),
  };
}

/** Head and base, if there is one: full SHAs, so that nothing in a name can be an option. */
type Ends = readonly string[];

async function log(git: SimpleGit, [head = '', base]: Ends): Promise<readonly Commit[]> {
  const range = base === undefined ? [head] : [head, `^${base}`];
  return parseLog(await git.raw(['log', '-z', `--format=${LOG_FORMAT}`, '--encoding=UTF-8', ...range, '--']));
}

async function diff(git: SimpleGit, [head = '', base = EMPTY_TREE]: Ends): Promise<Statistics> {
  return parseChanges(await git.raw(['diff', '--shortstat', '--no-ext-diff', '--no-textconv', base, head, '--']));
}

/** ` 3 files changed, 12 insertions(+), 1 deletion(-)`; what is zero is left out. */
export function parseChanges(text: string): Statistics {
  const count = (what: RegExp): number => Number(what.exec(text)?.[1] ?? 0);
  return { files: count(/(\d+) files? /), added: count(/(\d+) insertion/), removed: count(/(\d+) deletion/) };
}

const Home = z.object({ clone_url: z.url() });

async function sourceOf(api: Api, web: string): Promise<Source> {
  const { clone_url: url } = await api.read('GET /repos/{owner}/{repo}', {}, Home);
  if (new URL(url).origin !== new URL(web).origin) {
    throw new UserError('github_origin', `GitHub sends git to another host: \`${url}\``, {
      fix: 'Compare `GITHUB_API_URL` with the address that the host calls itself by.',
    });
  }
  const login = Buffer.from(`x-access-token:${await api.token()}`).toString('base64');
  return { url, login: `Basic ${login}` };
}
