import { type Answer, json } from '../../http.ts';
import { type Commit, readCommit } from '../git/commits.ts';
import type { ChangedFile } from '../git/history.ts';
import { shownCommit } from '../shown.ts';
import type { World } from '../world.ts';
import { type Call, links, notFound, pageOf, Refusal, type Route } from './_route.ts';

const UNPAGED = 250;
const FILES = 300;

/** Commits, and how they stand to each other. */
export const commits: readonly Route[] = [
  {
    name: 'repos.compare-commits-with-basehead',
    at: 'GET /compare/*basehead',
    needs: ['contents', 'read'],
    run: compare,
  },
  { name: 'repos.list-commits', at: 'GET /commits', needs: ['contents', 'read'], run: listCommits },
];

/** Comes after everything else below `/commits/`, since a ref may have slashes. */
export const oneCommit: Route = {
  name: 'repos.get-commit',
  at: 'GET /commits/*ref',
  needs: ['contents', 'read'],
  async run({ params }, world) {
    const commit = await commitAt(world, params.ref ?? '');
    if (!commit) throw new Refusal(422, `No commit found for SHA: ${params.ref}`);
    const [parent] = commit.parents;
    const files = parent === undefined ? [] : await world.history.files(parent, commit.sha);
    return json(200, { ...shownCommit(world, commit), files: files.slice(0, FILES).map(shownFile) });
  },
};

/** Behind the name of a branch, a tag, or a SHA. */
export async function commitAt(world: World, ref: string): Promise<Commit | undefined> {
  const name = ref.replace(/^refs\//, '');
  const full = [`refs/heads/${ref}`, `refs/tags/${ref}`, `refs/${name}`].find((each) => world.refs.get(each));
  if (full === undefined && !/^[0-9a-f]{7,40}$/.test(ref)) return undefined;
  return readCommit(world.objects, full === undefined ? ref : (world.refs.get(full) ?? ref));
}

export function shownFile({ path, status, added, removed }: ChangedFile): object {
  return { filename: path, status, additions: added, deletions: removed, changes: added + removed };
}

async function listCommits(call: Call, world: World): Promise<Answer> {
  const head = await commitAt(world, call.query.get('sha') ?? world.repository.defaultBranch);
  if (!head) throw notFound();
  const { size, page } = pageOf(call);
  const path = call.query.get('path');
  const shas = await world.history.log(head.sha, { skip: (page - 1) * size, count: size + 1, ...(path && { path }) });
  const last = shas.length > size ? page + 1 : page;
  return json(200, await shownCommits(world, shas.slice(0, size)), links(call.url, page, last));
}

async function shownCommits(world: World, shas: readonly string[]): Promise<readonly object[]> {
  const found = await Promise.all(shas.map((sha) => readCommit(world.objects, sha)));
  return found.flatMap((commit) => (commit ? [shownCommit(world, commit)] : []));
}

async function compare(call: Call, world: World): Promise<Answer> {
  const [from = '', to = ''] = (call.params.basehead ?? '').split('...');
  const [base, head] = await Promise.all([commitAt(world, from), commitAt(world, to)]);
  if (!base || !head) throw notFound();
  const { ahead, behind } = await world.history.distance(base.sha, head.sha);
  const start = await world.history.mergeBase(base.sha, head.sha);
  const all = ahead === 0 ? [] : await world.history.between(base.sha, head.sha);
  const isPaged = call.query.has('page') || call.query.has('per_page');
  const { size, page } = isPaged ? pageOf(call) : { size: UNPAGED, page: 1 };
  const files = page === 1 && start !== undefined && ahead > 0 ? await world.history.files(base.sha, head.sha) : [];
  const shown = all.slice((page - 1) * size, page * size);
  const body = {
    status: standing(ahead, behind),
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    base_commit: shownCommit(world, base),
    merge_base_commit: start === undefined ? null : { sha: start },
    commits: await shownCommits(world, shown),
    files: files.slice(0, FILES).map(shownFile),
  };
  return json(200, body, isPaged ? links(call.url, page, Math.max(1, Math.ceil(ahead / size))) : {});
}

function standing(ahead: number, behind: number): string {
  if (ahead === 0) return behind === 0 ? 'identical' : 'behind';
  return behind === 0 ? 'ahead' : 'diverged';
}
