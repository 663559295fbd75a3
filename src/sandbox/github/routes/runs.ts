import { json } from '../../http.ts';
import type { Run } from '../actions/run.ts';
import { shownJob, shownRun } from '../actions/shown.ts';
import { workflowNamed } from '../actions/workflows.ts';
import type { World } from '../world.ts';
import { type Call, notFound, paged, Refusal, type Route } from './_route.ts';

const MOST_LISTED = 1000;

export const runs: readonly Route[] = [
  {
    name: 'actions.list-workflow-runs-for-repo',
    at: 'GET /actions/runs',
    needs: ['actions', 'read'],
    run: (call, world) => listed(call, world, () => true),
  },
  {
    name: 'actions.list-workflow-runs',
    at: 'GET /actions/workflows/:file/runs',
    needs: ['actions', 'read'],
    async run(call, world) {
      const sought = await workflowNamed(world, call.params.file ?? '');
      if (!sought) throw notFound();
      return listed(call, world, ({ workflow }) => workflow.file === sought.file);
    },
  },
  {
    name: 'actions.get-workflow-run',
    at: 'GET /actions/runs/:id',
    needs: ['actions', 'read'],
    run: (call, world) => json(200, shownRun(world, runOf(call, world))),
  },
  {
    name: 'actions.list-jobs-for-workflow-run',
    at: 'GET /actions/runs/:id/jobs',
    needs: ['actions', 'read'],
    run(call, world) {
      const run = runOf(call, world);
      const jobs = run.jobs.map((job) => shownJob(world, run, job));
      return paged(call, jobs, (page) => ({ total_count: jobs.length, jobs: page }));
    },
  },
  {
    name: 'actions.re-run-workflow',
    at: 'POST /actions/runs/:id/rerun',
    needs: ['actions', 'write'],
    run(call, world) {
      if (!world.runs.rerun(runOf(call, world).id)) throw new Refusal(403, 'This workflow is already running');
      return json(201, {});
    },
  },
  {
    name: 'actions.cancel-workflow-run',
    at: 'POST /actions/runs/:id/cancel',
    needs: ['actions', 'write'],
    run(call, world) {
      const isCancelled = world.runs.conclude(runOf(call, world).id, 'cancelled');
      if (!isCancelled) throw new Refusal(409, 'Cannot cancel a workflow run that is completed');
      return json(202, {});
    },
  },
];

export function runOf({ params }: Call, { runs: all }: World): Run {
  const run = all.find(Number(params.id));
  if (!run) throw notFound();
  return run;
}

/** New runs are listed a moment late, as GitHub does it. */
function listed(call: Call, world: World, isSought: (run: Run) => boolean) {
  const { all, manners } = world.runs;
  const found = all
    .filter((run) => run.createdAt + manners.listLagMs <= world.machine() && isSought(run) && isAskedFor(call, run))
    .slice(0, MOST_LISTED);
  return paged(call, found, (page) => ({
    total_count: found.length,
    workflow_runs: page.map((run) => shownRun(world, run)),
  }));
}

function isAskedFor({ query }: Call, run: Run): boolean {
  const wanted = (name: string, ...values: readonly (string | null)[]): boolean =>
    !query.has(name) || values.includes(query.get(name));
  return (
    wanted('event', run.event) &&
    wanted('branch', run.ref) &&
    wanted('head_sha', run.sha) &&
    wanted('actor', run.actor) &&
    wanted('status', run.status, run.conclusion) &&
    isWithin(query.get('created'), run.createdAt)
  );
}

/** `>=TIME`, `<TIME`, `FROM..TO`, or a time itself; GitHub keeps whole seconds. */
function isWithin(range: string | null, at: number): boolean {
  if (range === null) return true;
  const second = Math.floor(at / 1000) * 1000;
  const [from, to] = range.split('..');
  if (to !== undefined) return isWithin(`>=${from}`, at) && isWithin(`<=${to}`, at);
  const [, sign = '', time = ''] = /^([<>]?=?)(.*)$/.exec(range) ?? [];
  const limit = Date.parse(time);
  const compare: Readonly<Record<string, boolean>> = {
    '>=': second >= limit,
    '>': second > limit,
    '<=': second <= limit,
    '<': second < limit,
  };
  return compare[sign] ?? second === limit;
}
