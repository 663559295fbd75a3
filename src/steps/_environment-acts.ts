import { DidNotHappen } from '../core/errors.ts';
import { factsOf, lastFact, type NewFact } from '../core/release/fact.ts';
import type { Workflows } from '../core/repository/workflows.ts';
import { listed } from '../core/text.ts';
import { AT_HOST, LOOK_AT_HOST } from './_host.ts';
import { branchOf } from './_places.ts';
import type { Context, Glimpse, SignOffFact, View } from './_sign-off.ts';
import type { Finding, StepAction } from './_step.ts';

const COMMIT = /^[0-9a-f]{40}$/;
const SAME = { sample: { same: true } } as const;

/** The run of a commit of this release that waits for the environment: never one of somebody else's. */
async function findRun(context: Context): Promise<Finding<SignOffFact, Glimpse>> {
  const { refs, workflows } = context.tools.repository(context.signal);
  const head = await refs.branch(branchOf('release', context));
  const commits = [head, ...Object.values(context.outputs).flatMap((output) => Object.values(output))];
  const ours = new Set(commits.filter((value) => typeof value === 'string' && COMMIT.test(value)));
  const runs = (await workflows.waitingRuns()).filter(({ headCommit }) => ours.has(headCommit));
  for (const { id, url } of runs) {
    const waits = await waitingFor(context, id, workflows);
    if (waits) {
      return { fact: { type: 'run-found', run: id, url, environment: waits.id, canApprove: waits.canApprove } };
    }
  }
  return SAME;
}

async function waitingFor({ spec }: Pick<Context, 'spec'>, run: number, workflows: Workflows) {
  const name = spec['github-environment']?.toLowerCase();
  return (await workflows.waiting(run)).find((environment) => environment.name.toLowerCase() === name);
}

/** A host that refuses is told to people, who can do it there. */
async function letIn(context: Context): Promise<NewFact<SignOffFact>> {
  const { run, environment } = foundIn(context);
  const { workflows } = context.tools.repository(context.signal);
  const comment = `Signed for ${context.release.id} by ${listed(namesOf(context))}.`;
  try {
    await workflows.approve(run, { environments: [environment], comment });
    return { type: 'let-in' };
  } catch (error) {
    if (error instanceof DidNotHappen) return { type: 'not-let-in', why: error.message };
    throw error;
  }
}

/** The login at the host where the playbook names it. */
function namesOf({ facts, playbook }: Pick<View, 'facts' | 'playbook'>): readonly string[] {
  const people = factsOf(facts, 'given').flatMap(({ by }) => by ?? []);
  return [...new Set(people)].map((person) => playbook.people[person] ?? person);
}

async function followRun(context: Context): Promise<Finding<SignOffFact, Glimpse>> {
  const { run } = foundIn(context);
  const { workflows } = context.tools.repository(context.signal);
  return (await waitingFor(context, run, workflows)) ? SAME : { fact: { type: 'went-on' } };
}

function foundIn({ facts }: Pick<View, 'facts'>) {
  const found = lastFact(facts, 'run-found');
  if (!found) throw new Error('no run was found that waits');
  return found;
}

type SignOffAction = StepAction<Context['spec'], SignOffFact, Glimpse>;

export const environmentActions: Readonly<Record<'find-run' | 'let-in' | 'follow-run', SignOffAction>> = {
  'find-run': { ...LOOK_AT_HOST, perform: findRun },
  'follow-run': { ...LOOK_AT_HOST, perform: followRun },
  'let-in': {
    ...AT_HOST,
    perform: letIn,
    async look(context) {
      const { workflows } = context.tools.repository(context.signal);
      const stillWaits = await waitingFor(context, foundIn(context).run, workflows);
      return stillWaits ? { didNot: true } : { happened: { type: 'let-in' } };
    },
    assume: () => ({ type: 'let-in' }),
  },
};
