import { type Answer, json, list, word } from '../../http.ts';
import { readCommit } from '../git/commits.ts';
import { closePull, editPull, labelPull, reopenPull } from '../pulls/edit.ts';
import { mergePull } from '../pulls/merge.ts';
import { mergeStateOf } from '../pulls/mergeability.ts';
import { openPull } from '../pulls/open.ts';
import type { MergeMethod, Pull } from '../pulls/pull.ts';
import { shownPull } from '../pulls/shown.ts';
import { shownCommit, shownUser } from '../shown.ts';
import type { World } from '../world.ts';
import { type Call, invalid, notFound, paged, type Route, required } from './_route.ts';
import { shownFile } from './commits.ts';

/** Pull requests, from the opening to the merge. */
export const pulls: readonly Route[] = [
  { name: 'pulls.list', at: 'GET /pulls', needs: ['pull_requests', 'read'], run: listPulls },
  {
    name: 'pulls.create',
    at: 'POST /pulls',
    needs: ['pull_requests', 'write'],
    async run(call, world) {
      const asked = {
        title: required(call, 'title'),
        body: word(call.body.body),
        head: required(call, 'head'),
        base: required(call, 'base'),
        draft: call.body.draft === true,
      };
      return json(201, await shownWhole(world, await openPull(world, asked, call.by.login)));
    },
  },
  {
    name: 'pulls.get',
    at: 'GET /pulls/:number',
    needs: ['pull_requests', 'read'],
    run: async (call, world) => json(200, await shownWhole(world, pullOf(call, world))),
  },
  { name: 'pulls.update', at: 'PATCH /pulls/:number', needs: ['pull_requests', 'write'], run: updatePull },
  { name: 'pulls.merge', at: 'PUT /pulls/:number/merge', needs: ['contents', 'write'], run: merge },
  {
    name: 'pulls.check-if-merged',
    at: 'GET /pulls/:number/merge',
    needs: ['contents', 'read'],
    run(call, world) {
      if (!pullOf(call, world).merged) throw notFound();
      return { status: 204, body: '' };
    },
  },
  {
    name: 'pulls.list-files',
    at: 'GET /pulls/:number/files',
    needs: ['pull_requests', 'read'],
    async run(call, world) {
      const { base, head } = pullOf(call, world);
      return paged(call, await world.history.files(base.sha, head.sha), (page) => page.map(shownFile));
    },
  },
  {
    name: 'pulls.list-commits',
    at: 'GET /pulls/:number/commits',
    needs: ['pull_requests', 'read'],
    async run(call, world) {
      const { base, head } = pullOf(call, world);
      const shas = await world.history.between(base.sha, head.sha);
      const found = await Promise.all(shas.map((sha) => readCommit(world.objects, sha)));
      return paged(
        call,
        found.flatMap((commit) => (commit ? [shownCommit(world, commit)] : [])),
      );
    },
  },
  {
    name: 'repos.list-pull-requests-associated-with-commit',
    at: 'GET /commits/:sha/pulls',
    needs: ['pull_requests', 'read'],
    run(call, world) {
      const { sha } = call.params;
      const found = [...world.pulls.values()].filter(({ head, merged }) => head.sha === sha || merged?.sha === sha);
      return paged(
        call,
        found.map((pull) => shownPull(world, pull)),
      );
    },
  },
  {
    name: 'issues.add-labels',
    at: 'POST /issues/:number/labels',
    needs: ['pull_requests', 'write'],
    run(call, world) {
      const by = call.by.login;
      for (const name of list(call.body.labels).map(word))
        labelPull(world, pullOf(call, world), { by, name, on: true });
      return json(200, shownPull(world, pullOf(call, world)).labels);
    },
  },
];

export function pullOf({ params }: Call, world: World): Pull {
  const pull = world.pulls.get(Number(params.number));
  if (!pull) throw notFound();
  return pull;
}

function listPulls(call: Call, world: World): Answer {
  const { query } = call;
  const state = query.get('state') ?? 'open';
  const head = query.get('head');
  const base = query.get('base');
  const found = [...world.pulls.values()]
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => base === null || pull.base.branch === base)
    .filter((pull) => head === null || `${pull.head.fork ?? world.repository.owner}:${pull.head.branch}` === head)
    .sort((a, b) => b.createdAt - a.createdAt || b.number - a.number);
  const ordered = query.get('direction') === 'asc' ? found.toReversed() : found;
  return paged(call, ordered, (page) => page.map((pull) => shownPull(world, pull)));
}

async function shownWhole(world: World, pull: Pull): Promise<object> {
  const mergeable = pull.state === 'open' ? await world.mergeability.ask(pull) : null;
  const state = pull.state === 'open' ? await mergeStateOf(world, pull, mergeable) : 'unknown';
  return {
    ...shownPull(world, pull),
    merged: pull.merged !== null,
    merged_by: pull.merged && shownUser(pull.merged.by),
    mergeable,
    mergeable_state: state,
    rebaseable: mergeable,
    commits: (await world.history.distance(pull.base.sha, pull.head.sha)).ahead,
    changed_files: (await world.history.paths(pull.base.sha, pull.head.sha)).length,
  };
}

async function updatePull(call: Call, world: World): Promise<Answer> {
  const by = call.by.login;
  const { title, body, base, state } = call.body;
  if (title !== undefined || body !== undefined || base !== undefined) {
    editPull(world, pullOf(call, world), {
      by,
      ...(typeof title === 'string' && { title }),
      ...(typeof body === 'string' && { body }),
      ...(typeof base === 'string' && { base }),
    });
  }
  const pull = pullOf(call, world);
  if (state === 'closed') closePull(world, pull, by);
  if (state === 'open' && pull.state === 'closed') reopenPull(world, pull, by);
  return json(200, await shownWhole(world, pullOf(call, world)));
}

const METHODS: readonly MergeMethod[] = ['merge', 'squash', 'rebase'];

async function merge(call: Call, world: World): Promise<Answer> {
  const { sha, merge_method: asked = 'merge', commit_title: title, commit_message: message } = call.body;
  const method = METHODS.find((each) => each === asked);
  if (!method) throw invalid('Invalid request.\n\nThe merge method is not one of merge, squash, rebase.');
  const merged = await mergePull(world, pullOf(call, world), {
    by: call.by,
    way: 'merge',
    method,
    ...(typeof sha === 'string' && { sha }),
    ...(typeof title === 'string' && { title }),
    ...(typeof message === 'string' && { message }),
  });
  return json(200, { sha: merged, merged: true, message: 'Pull Request successfully merged' });
}
