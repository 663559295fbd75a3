import { json, word } from '../../http.ts';
import { readCommit } from '../git/commits.ts';
import { moveByRules } from '../moves.ts';
import { latestOf, type Release } from '../releases.ts';
import { shownUser, time } from '../shown.ts';
import type { World } from '../world.ts';
import { type Call, invalid, notFound, paged, type Route, required } from './_route.ts';

export const releases: readonly Route[] = [
  {
    name: 'repos.list-releases',
    at: 'GET /releases',
    needs: ['contents', 'read'],
    run: (call, world) => paged(call, visible(call, world), (page) => page.map((release) => shown(world, release))),
  },
  {
    name: 'repos.create-release',
    at: 'POST /releases',
    needs: ['contents', 'write'],
    run: create,
  },
  {
    name: 'repos.get-latest-release',
    at: 'GET /releases/latest',
    needs: ['contents', 'read'],
    run: (_call, world) => one(world, latestOf(world.releases.values())),
  },
  {
    name: 'repos.get-release-by-tag',
    at: 'GET /releases/tags/*tag',
    needs: ['contents', 'read'],
    run: (call, world) => one(world, published(world, call.params.tag ?? '')),
  },
];

/** Drafts are for those who may write. */
function visible({ by }: Call, world: World): readonly Release[] {
  const all = [...world.releases.values()].reverse();
  return by.can('contents', 'write') ? all : all.filter(({ draft }) => !draft);
}

function published({ releases: all }: World, tag: string): Release | undefined {
  return [...all.values()].find((release) => release.tag === tag && !release.draft);
}

async function create(call: Call, world: World) {
  const tag = required(call, 'tag_name');
  const draft = call.body.draft === true;
  if (published(world, tag)) {
    throw invalid('Validation Failed', [{ resource: 'Release', code: 'already_exists', field: 'tag_name' }]);
  }
  const commit = await commitFor(call, world, tag);
  await refuseWorkflowChanges(call, world, commit.sha);
  if (!draft && world.refs.get(`refs/tags/${tag}`) === undefined) {
    await moveByRules(
      world,
      { ref: `refs/tags/${tag}`, before: null, after: commit.sha },
      { by: call.by, status: 422 },
    );
  }
  const at = world.machine();
  const release: Release = {
    id: world.nextId(),
    tag,
    target: word(call.body.target_commitish) || world.repository.defaultBranch,
    name: word(call.body.name) || tag,
    body: word(call.body.body),
    draft,
    prerelease: call.body.prerelease === true,
    author: call.by.login,
    createdAt: draft ? at : commit.committer.at,
    publishedAt: draft ? null : at,
  };
  world.releases.set(release.id, release);
  world.effect('publish', draft ? `${tag} (draft)` : tag, call.by.login);
  if (!draft) {
    world.events.emit({
      name: 'release',
      payload: { action: 'published', release: shown(world, release) },
      by: call.by.login,
    });
  }
  return json(201, shown(world, release));
}

/** What the tag points to; one that is not there yet will be set at the target. */
async function commitFor({ body }: Call, { refs, objects, repository }: World, tag: string) {
  const target = word(body.target_commitish) || repository.defaultBranch;
  const at = refs.get(`refs/tags/${tag}`) ?? refs.get(`refs/heads/${target}`) ?? target;
  const commit = await readCommit(objects, at);
  if (commit) return commit;
  throw invalid('Validation Failed', [{ resource: 'Release', code: 'invalid', field: 'target_commitish' }]);
}

/** GitHub hides behind a 404 that only `workflows` may publish a commit whose workflows differ from the default branch. */
async function refuseWorkflowChanges({ by }: Call, world: World, commit: string): Promise<void> {
  if (by.can('workflows', 'write')) return;
  const { refs, history, repository } = world;
  const tip = refs.get(`refs/heads/${repository.defaultBranch}`) ?? commit;
  const changed = await history.files(tip, commit);
  if (changed.some(({ path }) => path.startsWith('.github/workflows/'))) throw notFound();
}

function one(world: World, release: Release | undefined) {
  if (!release) throw notFound();
  return json(200, shown(world, release));
}

function shown({ repository, urls }: World, release: Release): object {
  const { id, tag, target, name, body, draft, prerelease, author, createdAt, publishedAt } = release;
  return {
    id,
    node_id: `RE_${id}`,
    tag_name: tag,
    target_commitish: target,
    name,
    body,
    draft,
    prerelease,
    immutable: false,
    author: shownUser(author),
    created_at: time(createdAt),
    published_at: publishedAt === null ? null : time(publishedAt),
    url: `${urls.api}/repos/${repository.fullName}/releases/${id}`,
    html_url: `${urls.web}/${repository.fullName}/releases/${draft ? `edit/untagged-${id}` : `tag/${tag}`}`,
  };
}
