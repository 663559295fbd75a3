import { json } from '../../http.ts';
import { isRefName } from '../git/refs.ts';
import { moveByRules } from '../moves.ts';
import { rulesFor } from '../rules/rules.ts';
import type { World } from '../world.ts';
import { type Call, invalid, notFound, paged, type Route, required } from './_route.ts';

/** Branches and tags as git knows them. */
export const refs: readonly Route[] = [
  {
    name: 'git.get-ref',
    at: 'GET /git/ref/*ref',
    needs: ['contents', 'read'],
    async run({ params }, world) {
      const ref = `refs/${params.ref}`;
      const sha = world.refs.get(ref);
      if (sha === undefined) throw notFound();
      return json(200, await shownRef(world, ref, sha));
    },
  },
  {
    name: 'git.list-matching-refs',
    at: 'GET /git/matching-refs/*ref',
    needs: ['contents', 'read'],
    async run(call, world) {
      const found = world.refs.below(`refs/${call.params.ref}`);
      const shown = await Promise.all(found.map(({ ref, sha }) => shownRef(world, ref, sha)));
      return paged(call, shown);
    },
  },
  {
    name: 'git.create-ref',
    at: 'POST /git/refs',
    needs: ['contents', 'write'],
    async run(call, world) {
      const ref = required(call, 'ref');
      const sha = required(call, 'sha');
      if (!isRefName(ref)) throw invalid('Reference name is not valid');
      if (!(await world.objects.read(sha)) || !/^[0-9a-f]{40}$/.test(sha)) throw invalid('Object does not exist');
      if (world.refs.get(ref) !== undefined) throw invalid('Reference already exists');
      await moveByRules(world, { ref, before: null, after: sha }, { by: call.by, status: 422 });
      return json(201, await shownRef(world, ref, sha));
    },
  },
  {
    name: 'git.update-ref',
    at: 'PATCH /git/refs/*ref',
    needs: ['contents', 'write'],
    async run(call, world) {
      const ref = `refs/${call.params.ref}`;
      const before = world.refs.get(ref);
      const after = required(call, 'sha');
      if (before === undefined) throw invalid('Reference does not exist');
      if (!(await world.objects.read(after))) throw invalid('Object does not exist');
      const isForced = call.body.force === true;
      if (!isForced && !(await world.history.isAncestor(before, after))) throw invalid('Update is not a fast forward');
      await moveByRules(world, { ref, before, after }, { by: call.by, status: 422 });
      return json(200, await shownRef(world, ref, after));
    },
  },
  {
    name: 'git.delete-ref',
    at: 'DELETE /git/refs/*ref',
    needs: ['contents', 'write'],
    async run(call, world) {
      const ref = `refs/${call.params.ref}`;
      const before = world.refs.get(ref);
      if (before === undefined) throw invalid('Reference does not exist');
      if (ref === `refs/heads/${world.repository.defaultBranch}`) throw invalid('Cannot delete the default branch');
      await moveByRules(world, { ref, before, after: null }, { by: call.by, status: 422 });
      return { status: 204, body: '' };
    },
  },
  {
    name: 'repos.get-branch',
    at: 'GET /branches/*branch',
    needs: ['contents', 'read'],
    run({ params }, world) {
      const name = params.branch ?? '';
      const sha = world.refs.get(`refs/heads/${name}`);
      if (sha === undefined) throw notFound();
      return json(200, shownBranch(world, name, sha));
    },
  },
  {
    name: 'repos.list-branches',
    at: 'GET /branches',
    needs: ['contents', 'read'],
    run: (call, world) => {
      const branches = world.refs.below('refs/heads/');
      return paged(call, branches, (page) => page.map(({ ref, sha }) => shownBranch(world, ref.slice(11), sha)));
    },
  },
  {
    name: 'repos.list-tags',
    at: 'GET /tags',
    needs: ['contents', 'read'],
    run: (call, world) => listTags(call, world),
  },
];

async function shownRef({ urls, repository, objects }: World, ref: string, sha: string): Promise<object> {
  const object = await objects.read(sha);
  const url = `${urls.api}/repos/${repository.fullName}/git/${object?.type ?? 'commit'}s/${sha}`;
  return { ref, node_id: `REF_${ref}`, object: { sha, type: object?.type ?? 'commit', url } };
}

function shownBranch(world: World, name: string, sha: string): object {
  const isProtected = rulesFor(world, `refs/heads/${name}`).length > 0;
  const classic = world.protections.get(name);
  const checks = classic?.required_status_checks ?? { enforcement_level: 'off', contexts: [], checks: [] };
  return {
    name,
    commit: { sha, url: `${world.urls.api}/repos/${world.repository.fullName}/commits/${sha}` },
    protected: isProtected,
    protection: { enabled: classic !== undefined, required_status_checks: checks },
  };
}

async function listTags(call: Call, world: World): Promise<ReturnType<typeof json>> {
  const tags = world.refs.below('refs/tags/').toReversed();
  const shown = tags.map(async ({ ref, sha }) => {
    const commit = await world.objects.read(`${sha}^{commit}`);
    return { name: ref.slice('refs/tags/'.length), commit: { sha: commit?.sha ?? sha } };
  });
  return paged(call, await Promise.all(shown));
}
