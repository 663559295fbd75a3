import { z } from 'zod';
import type { WorkflowJob, WorkflowRun } from '../core/repository/workflows.ts';

/** A run as GitHub tells it; `ref` is the branch or the tag that it was started on. */
export const Run = z
  .object({
    id: z.int(),
    html_url: z.string(),
    name: z.string().nullish(),
    display_title: z.string().nullish(),
    status: z.string().nullish(),
    conclusion: z.string().nullish(),
    run_attempt: z.int().default(1),
    head_sha: z.string(),
    head_branch: z.string().nullish(),
  })
  .transform((run): WorkflowRun & { readonly ref: string } => ({
    id: run.id,
    url: run.html_url,
    name: run.display_title ?? run.name ?? '',
    state: stateOf(run.status ?? '', run.conclusion ?? ''),
    word: run.conclusion ?? run.status ?? '',
    attempt: run.run_attempt,
    headCommit: run.head_sha,
    ref: run.head_branch ?? '',
  }));

export const runsPage = z.object({ workflow_runs: z.array(Run) }).transform(({ workflow_runs }) => workflow_runs);

/** A run that was skipped as a whole, or ended in a word that we don't know, has not done what it was started for. */
function stateOf(status: string, conclusion: string): WorkflowRun['state'] {
  switch (status) {
    case 'completed':
      return conclusion === 'success' ? 'success' : 'failure';
    case 'waiting':
      return 'waiting';
    case 'queued':
    case 'requested':
    case 'pending':
      return 'queued';
    default:
      return 'running';
  }
}

const Job = z
  .object({
    name: z.string(),
    html_url: z.string().nullish(),
    status: z.string(),
    conclusion: z.string().nullish(),
  })
  .transform(({ name, html_url, status, conclusion }): WorkflowJob => {
    const isWell = ['success', 'neutral', 'skipped'].includes(conclusion ?? '');
    return {
      name,
      state: status !== 'completed' ? 'pending' : isWell ? 'success' : 'failure',
      word: conclusion ?? status,
      url: html_url ?? '',
    };
  });

export const jobsPage = z.object({ jobs: z.array(Job) }).transform(({ jobs }) => jobs);
