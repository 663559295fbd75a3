import { measureShots, shotOf } from '../checks/_measure.ts';
import { describeProbe, probeHealth } from '../checks/_probe.ts';
import { plainVersion, runningVersion } from '../checks/_version.ts';
import { messageOf } from '../core/errors.ts';
import { lastFact, type NewFact } from '../core/release/fact.ts';
import { type DeployFact, type Glimpse, type Spec, targetOf, versionOf } from './_deploy.ts';
import type { ActionContext, Finding } from './_step.ts';

type Context = ActionContext<Spec, DeployFact, Glimpse>;

/** Requests to every health path, so that one slow answer does not become the measure of all later ones. */
const BASELINE_SAMPLES = 5;

/** What the target runs and how it does, before anything is changed. What can't be told is left out. */
export async function measure(context: Context): Promise<{ fact: NewFact<DeployFact> }> {
  const { tools, signal, spec } = context;
  const target = targetOf(context);
  const running = await runningVersion(target, tools, signal);
  const shots = [];
  for (let count = 0; count < BASELINE_SAMPLES; count++) {
    shots.push(...(await probeHealth(target, tools, signal)).flatMap(({ probe }) => shotOf(probe) ?? []));
  }
  const version = 'version' in running ? running.version : null;
  const note = 'unknown' in running ? running.unknown : `${spec.value} ran \`${running.version}\``;
  return { fact: { type: 'baseline', target: spec.value, version, measures: { ...measureShots(shots) }, note } };
}

/** What the platform says of the deploy. No answer is not an end: the time limit of the step decides. */
export async function observe(context: Context): Promise<Finding<DeployFact, Glimpse>> {
  const { tools, signal, spec } = context;
  const started = lastFact(context.facts, 'started');
  if (!started) throw new Error('nothing was started that could be observed');
  try {
    const { phase, note } = await tools.deployer(spec.value).observe(started.deployId, signal);
    return phase === 'building' ? { sample: { note } } : { fact: { type: 'observed', phase, note } };
  } catch (error) {
    return { sample: { note: `no answer: ${tools.redact(messageOf(error))}` } };
  }
}

/** Whether the target is healthy and runs the version, as far as it can be asked. */
export async function verify(context: Context): Promise<Finding<DeployFact, Glimpse>> {
  const { tools, signal } = context;
  const target = targetOf(context);
  if (target.health.length === 0 && target.versionAt === undefined) {
    return { fact: { type: 'verified', note: `${target.name} has no \`health\` and no \`version-at\` to ask` } };
  }
  const sick = (await probeHealth(target, tools, signal)).find(({ probe }) => !probe.answered || !probe.ok);
  if (sick) return { sample: { note: describeProbe(sick) } };
  if (target.versionAt === undefined) return { fact: { type: 'verified', note: 'healthy' } };

  const wanted = plainVersion(versionOf(context) ?? '');
  const running = await runningVersion(target, tools, signal);
  if ('unknown' in running) return { sample: { note: running.unknown } };
  if (running.version !== wanted) return { sample: { note: `${target.name} still runs \`${running.version}\`` } };
  return { fact: { type: 'verified', note: `healthy, runs \`${running.version}\`` } };
}
