import { json, word } from '../../http.ts';
import type { CheckRun, Status, StatusState } from '../checks/reports.ts';
import { shownStatus, tellStatus } from '../checks/tell.ts';
import { shownRepository, time } from '../shown.ts';
import type { World } from '../world.ts';
import { invalid, notFound, paged, type Route } from './_route.ts';
import { commitAt } from './commits.ts';

const STATES: readonly StatusState[] = ['error', 'failure', 'pending', 'success'];

/** What is said about a commit: statuses, and the check runs of CI. */
export const statuses: readonly Route[] = [
  {
    name: 'repos.create-commit-status',
    at: 'POST /statuses/:sha',
    needs: ['statuses', 'write'],
    async run({ params, body, by }, world) {
      const state = STATES.find((each) => each === body.state);
      if (!state) throw invalid('Validation Failed', [{ resource: 'Status', code: 'custom', field: 'state' }]);
      const status = await tellStatus(world, params.sha ?? '', {
        context: word(body.context) || 'default',
        state,
        description: word(body.description) || null,
        url: word(body.target_url) || null,
        by,
      });
      return json(201, shownStatus(status));
    },
  },
  {
    name: 'repos.get-combined-status-for-ref',
    at: 'GET /commits/*ref/status',
    needs: ['statuses', 'read'],
    async run(call, world) {
      const sha = await shaOf(world, call.params.ref);
      const latest = world.reports.latest(sha);
      return paged(call, latest, (page) => ({
        sha,
        state: combined(latest),
        total_count: latest.length,
        statuses: page.map(shownStatus),
        repository: shownRepository(world),
      }));
    },
  },
  {
    name: 'repos.list-commit-statuses-for-ref',
    at: 'GET /commits/*ref/statuses',
    needs: ['statuses', 'read'],
    async run(call, world) {
      const sha = await shaOf(world, call.params.ref);
      return paged(call, world.reports.statuses(sha), (page) => page.map(shownStatus));
    },
  },
  {
    name: 'checks.list-for-ref',
    at: 'GET /commits/*ref/check-runs',
    needs: ['checks', 'read'],
    async run(call, world) {
      const sha = await shaOf(world, call.params.ref);
      const name = call.query.get('check_name');
      const runs = world.reports.checkRuns(sha).filter((run) => name === null || run.name === name);
      return paged(call, runs, (page) => ({
        total_count: runs.length,
        check_runs: page.map((run) => shownCheckRun(world, run, sha)),
      }));
    },
  },
];

async function shaOf(world: World, ref = ''): Promise<string> {
  const commit = await commitAt(world, ref);
  if (!commit) throw notFound();
  return commit.sha;
}

/** Pending, too, when nobody has said anything. */
function combined(latest: readonly Status[]): string {
  if (latest.some(({ state }) => state === 'error' || state === 'failure')) return 'failure';
  return latest.length > 0 && latest.every(({ state }) => state === 'success') ? 'success' : 'pending';
}

function shownCheckRun({ urls, repository }: World, run: CheckRun, sha: string): object {
  const { id, name, status, conclusion, app, startedAt, completedAt } = run;
  const address = `${urls.web}/${repository.fullName}/runs/${id}`;
  return {
    id,
    name,
    head_sha: sha,
    status,
    conclusion,
    details_url: address,
    html_url: address,
    started_at: time(startedAt),
    completed_at: completedAt === null ? null : time(completedAt),
    app: { ...app, name: app.slug },
    check_suite: { id: app.id },
    output: { title: null, summary: null, text: null, annotations_count: 0 },
    pull_requests: [],
  };
}
