import { DidNotHappen, messageWithFix } from '../core/errors.ts';
import { mainTarget } from '../core/playbook/main-target.ts';
import { lastFact, type NewFact } from '../core/release/fact.ts';
import { act, fail, finish, type Move } from '../core/release/move.ts';
import type { NewDeployment } from '../core/repository/deployments.ts';
import { type Context, DeploymentFact, findRef, liveVersion, Spec, unknownRef, type View } from './_deployment.ts';
import { AT_HOST, LOOK_AT_HOST } from './_host.ts';
import { defineStep, type Found } from './_step.ts';

/** Its output: `deployment` (the number at the host), `environment` and `version`. */
export default defineStep({
  name: 'deployment',
  summary: "Records at the repository's host which version a target runs now; it deploys nothing.",
  spec: Spec,
  uses: ({ value }) => [{ to: 'target', name: value, path: ['value'] }],
  title: ({ value }) => `Record what ${value} runs`,
  once: false,
  facts: DeploymentFact,

  next(view): Move<'find' | 'create' | 'tell', never> {
    const { facts, spec } = view;
    const version = liveVersion(view);
    if (version === undefined) {
      return fail(`nothing was proven live on ${spec.value} yet: this step belongs behind \`deploy: ${spec.value}\``);
    }
    const found = lastFact(facts, 'found');
    const recorded = lastFact(facts, 'recorded');
    // While the host was away, another release may have gone live: it is the one that is told then.
    if (!found || (!recorded && found.version !== version)) return act('find');
    if (found.ref === null) return fail(unknownRef(view, version));
    if (!recorded) return act('create');
    const told = lastFact(facts, 'told');
    return told ? done(view, found.version, told.deployment) : act('tell');
  },

  actions: {
    find: { ...LOOK_AT_HOST, perform: async (context) => ({ fact: await findRef(context) }) },
    create: {
      ...AT_HOST,
      async perform(context) {
        const { deployments } = context.tools.repository(context.signal);
        const ours = newDeployment(context);
        // A person may have said that it did not happen when it did.
        const there = await beforehand(deployments.find(ours));
        return { type: 'recorded', deployment: there ?? (await deployments.record(ours)) };
      },
      look: async (context) => happenedIf(await findOurs(context), 'recorded'),
      assume: (): NewFact<DeploymentFact> => ({ type: 'recorded', deployment: null }),
    },
    tell: {
      ...AT_HOST,
      perform: tell,
      async look(context) {
        const { deployments } = context.tools.repository(context.signal);
        const deployment = await findOurs(context);
        const wasTold = deployment !== undefined && (await deployments.wasTold(deployment));
        return happenedIf(wasTold ? deployment : undefined, 'told');
      },
      assume: ({ facts }): NewFact<DeploymentFact> => ({
        type: 'told',
        deployment: lastFact(facts, 'recorded')?.deployment ?? null,
      }),
    },
  },
});

function done(view: View, version: string, deployment: number | null): Move<never, never> {
  const environment = environmentOf(view);
  const number = deployment === null ? '' : `, as deployment ${deployment}`;
  return finish(`the host shows ${version} in ${environment}${number}`, { deployment, environment, version });
}

async function tell(context: Context): Promise<NewFact<DeploymentFact>> {
  const deployment = await beforehand(findOurs(context));
  if (deployment === undefined) {
    throw new DidNotHappen(
      `the host shows no deployment of ${environmentOf(context)} that this step made. Try again, and it is made anew`,
    );
  }
  const { description } = newDeployment(context);
  const { url } = context.playbook.targets[context.spec.value] ?? {};
  await context.tools.repository(context.signal).deployments.tell(deployment, { description, url });
  return { type: 'told', deployment };
}

/** A look before anything was sent: when it fails, nothing happened. */
async function beforehand<T>(look: Promise<T>): Promise<T> {
  return look.catch((error: unknown) => {
    throw new DidNotHappen(messageWithFix(error), { cause: error });
  });
}

/** Its number: as it is known, or as the host knows it. */
async function findOurs(context: Context): Promise<number | undefined> {
  const known = lastFact(context.facts, 'recorded')?.deployment;
  return known ?? context.tools.repository(context.signal).deployments.find(newDeployment(context));
}

function happenedIf(deployment: number | undefined, type: 'recorded' | 'told'): Found<DeploymentFact> {
  return deployment === undefined ? { didNot: true } : { happened: { type, deployment } };
}

function newDeployment(context: Context): NewDeployment {
  const { spec, playbook, release, key } = context;
  const found = lastFact(context.facts, 'found');
  if (!found || found.ref === null) throw new Error('nothing can be recorded without a ref');
  return {
    ref: found.ref,
    environment: environmentOf(context),
    description: `${found.version} runs on ${spec.value} (${release.id})`,
    production: spec.value === mainTarget(playbook),
    // Of release, run, step and round: what was recorded by one action is found by the other.
    key: key.slice(0, key.lastIndexOf('/')),
  };
}

function environmentOf({ spec }: Pick<View, 'spec'>): string {
  return spec.environment ?? spec.value;
}
