import { shownUser, time } from '../shown.ts';
import type { World } from '../world.ts';
import type { Job, Run } from './run.ts';
import type { Workflow } from './workflow-file.ts';
import { workflowId } from './workflows.ts';

type Shown = Readonly<Record<string, unknown>>;

export function shownWorkflow({ repository, urls, runs }: World, { file, name }: Workflow): Shown {
  const id = workflowId(file);
  return {
    id,
    node_id: `W_${id}`,
    name,
    path: `.github/workflows/${file}`,
    state: runs.disabled.has(file) ? 'disabled_manually' : 'active',
    url: `${urls.api}/repos/${repository.fullName}/actions/workflows/${id}`,
    html_url: `${urls.web}/${repository.fullName}/actions/workflows/${file}`,
  };
}

export function shownRun({ repository, urls }: Pick<World, 'repository' | 'urls'>, run: Run) {
  const { id, workflow, event, ref, sha, title, actor, attempt, status, conclusion } = run;
  return {
    id,
    node_id: `WFR_${id}`,
    name: workflow.name,
    display_title: title,
    path: `.github/workflows/${workflow.file}`,
    workflow_id: workflowId(workflow.file),
    run_number: run.number,
    run_attempt: attempt,
    event,
    head_branch: ref,
    head_sha: sha,
    status,
    conclusion,
    created_at: time(run.createdAt),
    updated_at: time(run.updatedAt),
    actor: shownUser(actor),
    triggering_actor: shownUser(actor),
    url: `${urls.api}/repos/${repository.fullName}/actions/runs/${id}`,
    html_url: `${urls.web}/${repository.fullName}/actions/runs/${id}`,
  };
}

export function shownJob(world: World, run: Run, { id, name, status, conclusion }: Job): Shown {
  const { url, html_url } = shownRun(world, run);
  return {
    id,
    run_id: run.id,
    run_attempt: run.attempt,
    head_sha: run.sha,
    name,
    status,
    conclusion,
    steps: [],
    run_url: url,
    html_url: `${html_url}/job/${id}`,
  };
}
