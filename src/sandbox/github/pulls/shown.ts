import { shownRepository, shownUser, time } from '../shown.ts';
import type { World } from '../world.ts';
import type { Pull, Review } from './pull.ts';

type Shown = Readonly<Record<string, unknown>>;

/** As lists and webhooks show it: without what has to be worked out first. */
export function shownPull(world: World, pull: Pull): Shown {
  const { repository, urls } = world;
  const { number, merged, head, base } = pull;
  return {
    id: pull.id,
    node_id: `PR_${number}`,
    number,
    url: `${urls.api}/repos/${repository.fullName}/pulls/${number}`,
    html_url: `${urls.web}/${repository.fullName}/pull/${number}`,
    title: pull.title,
    body: pull.body,
    state: pull.state,
    draft: pull.draft,
    locked: false,
    user: shownUser(pull.author),
    labels: pull.labels.map((name, index) => ({ id: index + 1, name, color: 'ededed', default: false })),
    requested_reviewers: pull.requested.map(shownUser),
    requested_teams: [],
    assignees: [],
    head: side(world, head.branch, { sha: head.sha, fork: head.fork }),
    base: side(world, base.branch, { sha: base.sha, fork: null }),
    auto_merge: pull.autoMerge && { enabled_by: shownUser(pull.autoMerge.by), merge_method: pull.autoMerge.method },
    merged_at: merged && time(merged.at),
    merge_commit_sha: merged?.sha ?? null,
    created_at: time(pull.createdAt),
    updated_at: time(pull.updatedAt),
    closed_at: pull.closedAt === null ? null : time(pull.closedAt),
  };
}

function side(
  world: World,
  branch: string,
  { sha, fork }: { readonly sha: string; readonly fork: string | null },
): Shown {
  const owner = fork ?? world.repository.owner;
  const own = shownRepository(world);
  const repo = fork === null ? own : { ...own, id: 9_999, full_name: `${fork}/${world.repository.name}`, fork: true };
  return { label: `${owner}:${branch}`, ref: branch, sha, user: shownUser(owner), repo };
}

export function shownReview(world: World, pull: Pull, review: Review): Shown {
  return {
    id: review.id,
    node_id: `PRR_${review.id}`,
    user: shownUser(review.login),
    body: review.body,
    state: review.state,
    commit_id: review.commit,
    submitted_at: time(review.at),
    html_url: `${world.urls.web}/${world.repository.fullName}/pull/${pull.number}#pullrequestreview-${review.id}`,
    author_association: 'MEMBER',
  };
}
