import { json } from '../../http.ts';
import type { Pull } from '../pulls/pull.ts';
import { shownPull } from '../pulls/shown.ts';
import type { World } from '../world.ts';
import { notFound, paged, type Route } from './_route.ts';

/** What is planned: nobody has filed an issue here, so that pull requests and their labels are all there is. */
export const planned: readonly Route[] = [
  {
    name: 'issues.list-for-repo',
    at: 'GET /issues',
    needs: ['issues', 'read'],
    run(call, world) {
      const state = call.query.get('state') ?? 'open';
      const labels = call.query.get('labels')?.split(',') ?? [];
      const found = newest(world).filter(
        (pull) =>
          (state === 'all' || pull.state === state) &&
          !call.query.has('milestone') &&
          labels.every((label) => pull.labels.includes(label)),
      );
      return paged(call, found, (page) => page.map((pull) => issueOf(pull, world)));
    },
  },
  {
    name: 'issues.list-milestones',
    at: 'GET /milestones',
    needs: ['issues', 'read'],
    run: (call) => paged(call, []),
  },
  {
    name: 'issues.get-label',
    at: 'GET /labels/:label',
    needs: ['issues', 'read'],
    run({ params }, { pulls, urls, repository }) {
      const { label: name = '' } = params;
      if (![...pulls.values()].some(({ labels }) => labels.includes(name))) throw notFound();
      const url = `${urls.api}/repos/${repository.fullName}/labels/${encodeURIComponent(name)}`;
      return json(200, { id: 1, name, url, color: 'ededed', default: false });
    },
  },
];

const newest = ({ pulls }: World): readonly Pull[] => [...pulls.values()].sort((a, b) => b.number - a.number);

/** GitHub lists pull requests among the issues, with a mark. */
function issueOf(pull: Pull, world: World): object {
  const { number, title, body, state, user, labels, html_url, url, created_at } = shownPull(world, pull);
  return { number, title, body, state, user, labels, html_url, created_at, milestone: null, pull_request: { url } };
}
