import { z } from 'zod';
import { DidNotHappen, UserError } from '../core/errors.ts';
import type { Sought, WorkflowRun, Workflows } from '../core/repository/workflows.ts';
import type { Api } from './api.ts';
import { createEnvironments } from './environments.ts';
import { jobsPage, Run, runsPage } from './workflow-runs.ts';

/** Our clock and GitHub's may differ by so much. */
const CLOCK_MS = 5_000;

const Workflow = z.object({ state: z.string() });
const Dispatched = z
  .object({ workflow_run_id: z.int() })
  .transform(({ workflow_run_id }): number | null => workflow_run_id)
  // Older servers answer with nothing at all.
  .catch(null);

/** The reviewer is whoever may let runs into environments, when that is not the caller itself. */
export function createWorkflows(api: Api, reviewer: Api | undefined): Workflows {
  return {
    async look(file) {
      const found = await api.find(
        'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}',
        { workflow_id: file },
        Workflow,
      );
      if (!found) return { active: false, reason: `there is no workflow \`${file}\` on the default branch` };
      if (found.state === 'active') return { active: true };
      return { active: false, reason: `the workflow \`${file}\` is switched off (\`${found.state}\`)` };
    },

    async dispatch({ file, ref, inputs }) {
      const plain = { workflow_id: file, ref, inputs };
      const first = await dispatchOnce(api, { ...plain, return_run_details: true });
      if ('done' in first) return { run: first.done };
      // Only a host that names the key has certainly done nothing because of it.
      const { status, words } = first.refused;
      const isUnknownKey = (status === 400 || status === 422) && words.includes('return_run_details');
      const second = isUnknownKey ? await dispatchOnce(api, plain) : first;
      if ('done' in second) return { run: second.done };
      throw new DidNotHappen(`GitHub did not start \`${file}\` on \`${ref}\`: ${second.refused.words}`);
    },

    async find(sought) {
      const runs = await api.list(
        'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
        { workflow_id: sought.file, event: 'workflow_dispatch', created: `>=${sinceOf(sought)}` },
        runsPage,
      );
      return theOne(runs, sought);
    },

    run: (id) => api.find('GET /repos/{owner}/{repo}/actions/runs/{run_id}', { run_id: id }, Run),

    jobs: (id) =>
      api.list('GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs', { run_id: id, filter: 'latest' }, jobsPage),

    waitingRuns: () => api.list('GET /repos/{owner}/{repo}/actions/runs', { status: 'waiting' }, runsPage),

    ofCommit: (commit) =>
      api.list('GET /repos/{owner}/{repo}/actions/runs', { event: 'push', head_sha: commit }, runsPage),

    async newestOf(file, commit) {
      const [newest] = await api.read(
        'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
        { workflow_id: file, head_sha: commit, per_page: 1 },
        runsPage,
      );
      return newest;
    },

    ...createEnvironments(api, reviewer),
  };
}

const dispatchOnce = (api: Api, parameters: Readonly<Record<string, unknown>>) =>
  api.attempt('POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', parameters, Dispatched);

/** Whole seconds, as GitHub's search takes them. */
const sinceOf = ({ since }: Sought): string => new Date(since - CLOCK_MS).toISOString().replace(/\.\d+Z$/, 'Z');

/** Throws UserError when several could be meant: to say "none" would start one more. */
function theOne(runs: readonly (WorkflowRun & { readonly ref: string })[], sought: Sought): WorkflowRun | undefined {
  const { file, ref, correlation } = sought;
  const candidates = runs.filter((run) =>
    correlation === undefined ? run.ref === ref : run.name.includes(correlation),
  );
  if (candidates.length < 2) return candidates[0];
  throw new UserError('github_ambiguous', `${candidates.length} runs of \`${file}\` may be the one that was started`, {
    fix: `Compare ${candidates.map(({ url }) => url).join(' and ')}.`,
  });
}
