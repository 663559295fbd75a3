import type { AnswerOption } from '../core/release/ask.ts';
import type { NewFact } from '../core/release/fact.ts';
import { lastFact } from '../core/release/fact.ts';
import { act, fail, type Move, record, wait } from '../core/release/move.ts';
import { windowAt } from '../core/time/span.ts';
import { type DeployFact, targetOf, type View } from './_deploy.ts';

const REASON = { name: 'reason', label: 'Why is it right to deploy now?', kind: 'text' } as const;

/** What comes before anything is started; undefined when nothing holds the deploy back. */
export function beforeStart(view: View, version: string): Move<'measure', NewFact<DeployFact>> | undefined {
  if (view.release.refused.includes(version)) {
    return fail(`\`${version}\` was rolled back before and is not deployed again: ship a new version`);
  }
  return outsideWindow(view) ?? notMeasured(view) ?? changedByHand(view, version);
}

/** Outside the target's window a deploy waits for it, or for somebody who may skip and says why. */
function outsideWindow(view: View): Move<never, never> | undefined {
  const { window, name } = targetOf(view);
  const { urgent, run } = view.release;
  if (!window || urgent || run === 'rollback' || lastFact(view.facts, 'window-waived')) return undefined;

  const state = windowAt(window, view.playbook.timezone, view.now);
  if (state.open) return undefined;
  const of = [...new Set([...view.playbook.permissions.skip, view.playbook.owner])];
  const answer: AnswerOption = { verb: 'deploy-anyway', label: 'Deploy anyway', style: 'danger', of, fields: [REASON] };
  const question = `${name} is not deployed to at this time (${state.why}). It goes on by itself when it is allowed.`;
  return wait(`outside the window of ${name}: ${state.why}`, {
    ask: { question, of: [view.owner], answers: [answer] },
    ...(state.next !== undefined && { until: state.next }),
  });
}

/** A baseline is what was there before this release: after its first deploy there is nothing left to measure. */
function notMeasured({ release, facts, spec }: View): Move<'measure', never> | undefined {
  const isFirst = release.run === 'main' && release.deployedAt[spec.value] === undefined;
  return isFirst && !lastFact(facts, 'baseline') ? act('measure') : undefined;
}

/**
 * What runs there without Shipmate having put it there is written down as proven, so that a rollback can go back to it.
 * When Shipmate had put something else there, somebody changed it by hand: that is asked about, not overwritten.
 */
function changedByHand(view: View, version: string): Move<never, NewFact<DeployFact>> | undefined {
  const target = view.spec.value;
  const running = lastFact(view.facts, 'baseline')?.version ?? null;
  const proven = view.release.live[target]?.[0]?.version;
  if (running === null || running === proven || running === version) return undefined;

  if (proven !== undefined && !lastFact(view.facts, 'overwrite')) {
    const of = [view.owner];
    const question = `${target} runs \`${running}\`, but the last version put there was \`${proven}\`. Somebody changed it by hand.`;
    const answer: AnswerOption = { verb: 'overwrite', label: `Deploy ${version} over it`, of, fields: [REASON] };
    return wait(`${target} runs \`${running}\`, which Shipmate did not put there`, {
      ask: { question, of, answers: [answer] },
    });
  }
  if (lastFact(view.facts, 'found-live')) return undefined;
  return record(
    { type: 'found-live', target, version: running },
    { emit: 'live', target, version: running, deployId: null },
  );
}
