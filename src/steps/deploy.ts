import type { AnswerOption } from '../core/release/ask.ts';
import { lastFact, type NewFact } from '../core/release/fact.ts';
import { act, fail, finish, type Move, wait } from '../core/release/move.ts';
import { formatDuration } from '../core/time/duration.ts';
import { handOf } from '../providers/_provider.ts';
import { DeployFact, Glimpse, hasBegun, Spec, targetOf, type View, versionOf } from './_deploy.ts';
import { beforeStart } from './_deploy-gates.ts';
import { measure, observe, verify } from './_deploy-look.ts';
import { who } from './_people.ts';
import { defineStep } from './_step.ts';

/** Machine time: what is outside goes no faster when the clock of the release jumps. */
const POLL_MS = 2_000;
const LOOK_LIMIT_MS = 120_000;

/**
 * Brings a version to a target and is done when the target is healthy and runs it. Its facts and its output (`target`,
 * `version`, `deployId`, `previous`, `baseline-error-rate`, `baseline-latency`) are what a rollback and a watch rest on.
 */
export default defineStep({
  name: 'deploy',
  summary: 'Deploys the version to a target, and is done when the target is healthy and runs it.',
  spec: Spec,
  uses: ({ value }) => [{ to: 'target', name: value, path: ['value'] }],
  title: ({ value, version }) =>
    version === 'previous' ? `Deploy the previous version to ${value}` : `Deploy to ${value}`,
  once: false,
  neverSkipped: true,
  whenLate: 'ask',
  facts: DeployFact,
  samples: Glimpse,

  next(view): Move<'measure' | 'start' | 'observe' | 'verify', NewFact<DeployFact>> {
    const version = versionOf(view);
    if (version === undefined) {
      return fail(`no earlier version was proven live on ${view.spec.value}: there is nothing to go back to`);
    }
    if (!hasBegun(view)) {
      const hand = handOf(targetOf(view));
      return beforeStart(view, version) ?? (hand === undefined ? act('start') : askHand(view, version, hand));
    }
    return follow(view, version);
  },

  hear({ verb, fields }): NewFact<DeployFact> {
    const reason = fields.reason ?? '';
    switch (verb) {
      case 'deploy-anyway':
        return { type: 'window-waived', reason };
      case 'overwrite':
        return { type: 'overwrite', reason };
      case 'deployed':
        return { type: 'by-hand', outcome: 'deployed', note: fields.evidence ?? '' };
      default:
        return { type: 'by-hand', outcome: 'failed', note: reason };
    }
  },

  actions: {
    measure: { effect: false, timeoutMs: () => LOOK_LIMIT_MS, perform: measure },
    start: {
      effect: true,
      timeoutMs: () => 15_000,
      // Some platforms list a deploy a moment after they took it.
      settleMs: 5_000,
      async perform(context) {
        const version = versionOf(context) ?? context.release.version;
        const { key, signal, spec, tools } = context;
        return { type: 'started', ...(await tools.deployer(spec.value).start({ version, key, signal })) };
      },
      async look({ key, signal, spec, tools }) {
        const seen = await tools.deployer(spec.value).look(key, signal);
        return 'happened' in seen ? { happened: { type: 'started', ...seen.happened } } : seen;
      },
      // A person says that it runs there; its id at the platform is not known, so only the target itself is asked.
      assume: (): NewFact<DeployFact> => ({
        type: 'by-hand',
        outcome: 'deployed',
        note: 'a person says that it was started',
      }),
    },
    observe: { effect: false, timeoutMs: () => LOOK_LIMIT_MS, perform: observe },
    verify: { effect: false, timeoutMs: () => LOOK_LIMIT_MS, perform: verify },
  },
});

function askHand({ spec }: View, version: string, role: string): Move<never, never> {
  const of = [role];
  const evidence = { name: 'evidence', label: 'What shows that it is done?', kind: 'text', optional: true } as const;
  const reason = { name: 'reason', label: 'What went wrong?', kind: 'text' } as const;
  const answers: readonly AnswerOption[] = [
    { verb: 'deployed', label: 'Deployed', style: 'primary', of, fields: [evidence] },
    { verb: 'failed', label: 'It failed', style: 'danger', of, fields: [reason] },
  ];
  const question = `Deploy \`${version}\` to ${spec.value} by hand, then say so.`;
  return wait(`${role} deploys ${version} to ${spec.value} by hand`, { ask: { question, of, answers } });
}

function follow(view: View, version: string): Move<'observe' | 'verify', never> {
  const { facts, spec, machine } = view;
  const hand = lastFact(facts, 'by-hand');
  if (hand?.outcome === 'failed')
    return fail(`${who(hand.by)} could not deploy ${version} to ${spec.value}: ${hand.note}`);
  const seen = lastFact(facts, 'observed');
  if (seen?.phase === 'failed') return fail(`${version} failed on ${spec.value}: ${seen.note}`);
  const verified = lastFact(facts, 'verified');
  if (verified) return done(view, version, verified.note);

  const glimpse = view.samples.at(-1);
  const began = (hand ?? lastFact(facts, 'started'))?.recorded ?? machine;
  if (machine - began >= spec.timeout) {
    const last = glimpse ? `: ${glimpse.body.note}` : '';
    return fail(`${spec.value} did not run ${version} within ${formatDuration(spec.timeout)}${last}`);
  }
  const left = glimpse ? glimpse.recorded + POLL_MS - machine : 0;
  const action = hand || seen ? 'verify' : 'observe';
  if (left <= 0) return act(action);
  const what = action === 'verify' ? 'waiting until it answers' : 'under way';
  return wait(`${version} to ${spec.value}, ${what}: ${glimpse?.body.note ?? ''}`, { pollMs: left });
}

function done({ facts, spec, release }: View, version: string, note: string): Move<never, never> {
  const deployId = lastFact(facts, 'started')?.deployId ?? null;
  const target = spec.value;
  const measures = release.baselines[target] ?? lastFact(facts, 'baseline')?.measures ?? {};
  const previous = lastFact(facts, 'baseline')?.version ?? null;
  const baseline = Object.fromEntries(Object.entries(measures).map(([name, value]) => [`baseline-${name}`, value]));
  return finish(
    `${target} runs ${version}: ${note}`,
    { target, version, deployId, previous, ...baseline },
    { emit: 'live', target, version, deployId },
  );
}
