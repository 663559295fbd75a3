import { z } from 'zod';
import { guardView } from '../core/freeze/guard.ts';
import type { Output } from '../core/release/move.ts';
import { flatten } from '../core/release/plan.ts';
import { isEnded, runKind } from '../core/release/release.ts';
import type { ReleaseUnit, StepRecord } from '../core/store.ts';
import type { HeardView, ReleaseInView, ReleaseItself } from '../steps/_step.ts';
import type { AnyView } from './parts.ts';
import { isRollback, kindOf, plannedOf, stepsOf, type Turn } from './turn.ts';

const Measures = z.record(z.string(), z.number());

type Looking = Pick<Turn, 'unit' | 'run' | 'parts' | 'now' | 'machine'>;

/** What a step kind sees. Facts of the engine itself (their types have a colon) are not shown to it. */
export async function viewOf(turn: Looking, step: StepRecord): Promise<AnyView> {
  const heard = await heardViewOf(turn, step);
  return { ...heard, release: { ...heard.release, ...(await sharedOf(turn.unit)) } };
}

/** What it understands an answer by: the release alone, since somebody waits. */
export async function heardViewOf(turn: Looking, step: StepRecord): Promise<HeardView<unknown, never, unknown>> {
  const { unit, now, machine } = turn;
  const kind = kindOf(turn, step);
  const planned = plannedOf(turn, step.id);
  const facts = (await unit.facts(step)).filter(({ type }) => !type.includes(':'));
  const samples = kind.samples ? await unit.samples(step) : [];
  return {
    spec: planned.spec,
    id: step.id,
    title: step.title,
    owner: step.owner,
    round: step.round,
    startedAt: step.startedAt ?? now,
    facts: z.array(kind.facts).parse(facts) as never[],
    samples: samples.map((sample) => ({ ...sample, body: kind.samples?.parse(sample.body) })),
    now,
    machine,
    outputs: outputsOf(turn),
    steps: stepsOf(turn).map(({ id, parent, title, status }) => ({ id, parent, title, status })),
    release: await releaseItself(turn),
    playbook: unit.release.plan.playbook,
    said: await unit.said(),
    heardAt: turn.parts.heardAt(unit.release.plan.playbook.repository),
  };
}

function outputsOf({ unit, run }: Pick<Turn, 'unit' | 'run'>): Readonly<Record<string, Output>> {
  const visible = unit.steps.filter((step) => isEnded(step.status) && (step.run === 'main' || step.run === run.id));
  // The run's own outputs come last, so that they win over those of the main run.
  const ordered = [...visible].sort((a, b) => Number(a.run === run.id) - Number(b.run === run.id));
  return Object.fromEntries(ordered.map(({ id, output }) => [id, output]));
}

async function releaseItself({ unit, run }: Pick<Turn, 'unit' | 'run'>): Promise<ReleaseItself> {
  const { release } = unit;
  return {
    id: release.id,
    version: release.version,
    type: release.type,
    urgent: release.plan.playbook.types[release.type]?.urgent ?? false,
    summary: release.summary,
    incident: release.incident,
    provisional: release.provisional,
    previous: release.previous,
    openedBy: release.openedBy,
    run: runKind(run),
    ...(isRollback(run) && {
      rollback: { toVersion: run.toVersion ?? '', reason: run.reason ?? '', database: run.database },
    }),
    baselines: await baselinesOf(release, unit),
    reports: (await unit.factsOfType('reported')).length,
  };
}

async function sharedOf(unit: ReleaseUnit): Promise<Omit<ReleaseInView, keyof ReleaseItself>> {
  const { playbook } = unit.release;
  const live = await unit.live();
  return {
    refused: await unit.refused(),
    live: groupByTarget(live),
    deployedAt: firstDeploys(unit, live),
    frozen: await unit.frozen(),
    closed: [...new Set((await unit.held(playbook)).map(({ branch }) => branch))],
    guard: guardView(await unit.guard(playbook)),
  };
}

function groupByTarget(live: Awaited<ReturnType<ReleaseUnit['live']>>): ReleaseInView['live'] {
  return Object.groupBy(live, ({ target }) => target) as ReleaseInView['live'];
}

/** From the first fact `baseline` of any deploy step to that target, whatever its round. */
async function baselinesOf({ plan }: ReleaseUnit['release'], unit: ReleaseUnit): Promise<ReleaseInView['baselines']> {
  const targets = new Map(flatten(plan.phases).map(({ step }) => [step.id, step.spec.value]));
  const first: Record<string, Readonly<Record<string, number>>> = {};
  for (const fact of await unit.factsOfType('baseline')) {
    const target = targets.get(fact.step ?? '');
    if (typeof target === 'string' && 'measures' in fact && !(target in first))
      first[target] = Measures.parse(fact.measures);
  }
  return first;
}

function firstDeploys(
  unit: ReleaseUnit,
  live: Awaited<ReturnType<ReleaseUnit['live']>>,
): Readonly<Record<string, number>> {
  const first: Record<string, number> = {};
  // Newest first: the last one written is the oldest.
  for (const { target, release, at } of live) if (release === unit.release.id) first[target] = at;
  return first;
}
