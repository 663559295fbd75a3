import { json } from '../../http.ts';
import type { Run } from '../actions/run.ts';
import { shownRun, shownWorkflow } from '../actions/shown.ts';
import { filledIn, inputProblem, type Workflow } from '../actions/workflow-file.ts';
import { workflowAt, workflowNamed } from '../actions/workflows.ts';
import type { World } from '../world.ts';
import { type Call, invalid, notFound, Refusal, type Route, required } from './_route.ts';

export const workflows: readonly Route[] = [
  {
    name: 'actions.get-workflow',
    at: 'GET /actions/workflows/:file',
    needs: ['actions', 'read'],
    run: async (call, world) => json(200, shownWorkflow(world, await known(call, world))),
  },
  {
    name: 'actions.create-workflow-dispatch',
    at: 'POST /actions/workflows/:file/dispatches',
    needs: ['actions', 'write'],
    async run(call, world) {
      const wantsDetails = detailsWanted(call, world);
      const run = await dispatched(call, world);
      if (!wantsDetails) return { status: 204, body: '' };
      const { id, url, html_url } = shownRun(world, run);
      return json(200, { workflow_run_id: id, run_url: url, html_url });
    },
  },
];

async function known(call: Call, world: World): Promise<Workflow> {
  const workflow = await workflowNamed(world, call.params.file ?? '');
  if (!workflow) throw notFound();
  return workflow;
}

/** An older enterprise server does not know the word, and refuses whatever it does not know. */
function detailsWanted({ body }: Call, { runs }: World): boolean {
  const status = runs.manners.refusesRunDetails;
  if (!('return_run_details' in body)) return false;
  if (status) throw new Refusal(status, 'Invalid request.\n\n"return_run_details" is not a permitted key.');
  return body.return_run_details === true;
}

async function dispatched(call: Call, world: World): Promise<Run> {
  const { file } = await known(call, world);
  if (world.runs.disabled.has(file)) throw notFound();
  const wanted = required(call, 'ref');
  const at = await refNamed(world, wanted);
  if (!at) throw invalid(`No ref found for: ${wanted}`);
  // What counts is the file as it stands there, which may know other inputs, or none.
  const workflow = await workflowAt(world, file, at.sha);
  if (!workflow) throw invalid("Workflow does not have 'workflow_dispatch' trigger");
  const inputs = inputsIn(call);
  const problem = inputProblem(workflow, inputs);
  if (problem) throw invalid(problem);

  const actor = call.by.login;
  const words = { 'github.ref_name': at.name, 'github.sha': at.sha, 'github.actor': actor };
  const own = filledIn(workflow, { inputs, words });
  const run = world.runs.begin({ workflow: own, event: 'workflow_dispatch', ref: at.name, sha: at.sha, actor });
  world.effect('dispatch', `${file} ${at.name} ${run.title}`, actor);
  return run;
}

function inputsIn({ body }: Call): Readonly<Record<string, string>> {
  const { inputs = {} } = body;
  if (typeof inputs !== 'object' || inputs === null) throw invalid('Invalid request.\n\n"inputs" is not an object.');
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)]));
}

/** A branch before a tag, as GitHub reads a short name. */
async function refNamed(
  { refs, objects }: World,
  wanted: string,
): Promise<{ readonly name: string; readonly sha: string } | undefined> {
  const names = wanted.startsWith('refs/') ? [wanted] : [`refs/heads/${wanted}`, `refs/tags/${wanted}`];
  const ref = names.find((name) => refs.get(name) !== undefined);
  const commit = ref && (await objects.read(`${refs.get(ref)}^{commit}`));
  return ref && commit ? { name: ref.replace(/^refs\/(heads|tags)\//, ''), sha: commit.sha } : undefined;
}
