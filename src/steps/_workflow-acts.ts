import { placeOf } from '../core/playbook/places.ts';
import { lastFact, type NewFact } from '../core/release/fact.ts';
import { findPlace } from '../core/repository/find-place.ts';
import type { WorkflowRun, Workflows } from '../core/repository/workflows.ts';
import { placedIn, placeName } from './_places.ts';
import type { Finding, Found } from './_step.ts';
import { fillForHost } from './_words.ts';
import { type Context, type Followed, type Glimpse, soughtRun, type WorkflowFact } from './_workflow.ts';

const JOBS_AT_MOST = 3;

/** Whether it can be started at all, and on what. */
export async function prepare(context: Context): Promise<Finding<WorkflowFact, Glimpse>> {
  const { tools, signal, spec, playbook, release, id, round } = context;
  const { refs, workflows } = tools.repository(signal);
  const place = placeOf(spec.ref, placedIn(context));
  const found = await findPlace(place, { playbook, refs });
  const state = await workflows.look(spec.value);
  const missing = found ? null : `there is no ${placeName(place)} to run it on`;
  return {
    fact: {
      type: 'ready',
      ref: found?.name ?? '',
      correlation: `${release.id}-${id}-${round}`,
      problem: state.active ? missing : state.reason,
    },
  };
}

export async function dispatch(context: Context): Promise<NewFact<WorkflowFact>> {
  const { spec, tools, signal } = context;
  const { ref, correlation } = soughtRun(context);
  const filled = Object.entries(spec.inputs).map(([name, text]) => [name, fillForHost(text, context, { ref })]);
  const inputs = { ...Object.fromEntries(filled), ...(spec.correlation && { [spec.correlation]: correlation }) };
  const { run } = await tools.repository(signal).workflows.dispatch({ file: spec.value, ref, inputs });
  return { type: 'dispatched', run };
}

/** It is never started twice: a run that can't be found leaves it to a person. */
export async function lookForRun(context: Context): Promise<Found<WorkflowFact>> {
  const run = await context.tools.repository(context.signal).workflows.find(soughtRun(context));
  if (run) return { happened: { type: 'dispatched', run: run.id } };
  return { unsure: `no run of \`${context.spec.value}\` can be told to be the one that was started` };
}

/** What became of the run. What is as it was is no fact. */
export async function follow(context: Context): Promise<Finding<WorkflowFact, Glimpse>> {
  const { workflows } = context.tools.repository(context.signal);
  const last = lastFact(context.facts, 'followed');
  const known = last?.run ?? lastFact(context.facts, 'dispatched')?.run ?? null;
  const run = known === null ? await workflows.find(soughtRun(context)) : await workflows.run(known);
  if (!run || (last && isSame(run, last))) return { sample: { same: true } };
  return { fact: await followed(run, workflows) };
}

function isSame({ state, word, attempt }: WorkflowRun, last: Followed): boolean {
  return state === last.state && word === last.word && attempt === last.attempt;
}

async function followed(run: WorkflowRun, workflows: Workflows): Promise<NewFact<Followed>> {
  const { id, url, state, word, attempt, headCommit } = run;
  const waiting = state === 'waiting' ? await workflows.waiting(id) : [];
  const jobs = state === 'failure' ? await workflows.jobs(id) : [];
  const failed = jobs.filter((job) => job.state === 'failure').slice(0, JOBS_AT_MOST);
  return {
    type: 'followed',
    run: id,
    url,
    state,
    word,
    attempt,
    commit: headCommit,
    waiting: waiting.map(({ name }) => name),
    failed: failed.map((job) => ({ name: job.name, url: job.url })),
  };
}
