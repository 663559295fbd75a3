import { UserError } from '../../core/errors.ts';
import type { OrderOf } from '../../core/release/order.ts';
import type { ReleaseUnit, StepRecord } from '../../core/store.ts';
import { escapeText, personText } from '../../core/text.ts';
import { authorise } from '../authorise.ts';
import { beginRound } from '../rounds.ts';
import { sayInThread } from '../say.ts';
import { AT_REST, appendFact, type Turn } from '../turn.ts';
import { findStep, from, type OrderContext, type ReleaseHandler, runOfStep, stoppedOr, turnOf } from './_order.ts';

export const retry: ReleaseHandler<OrderOf<'retry'>> = async ({ step: id, from: start }, unit, context) => {
  const run = runOfStep(unit, id);
  const step = stoppedOr(unit, run, id);
  authorise(context.roles, [step.owner, unit.release.plan.playbook.owner], `try ${step.title} again`);
  if (start === undefined && step.status !== 'stopped') {
    throw new UserError('stale', `\`${step.title}\` is not stopped: ${step.note || step.status}`, {
      fix: '`/release status` shows where the release stands.',
    });
  }
  const turn = turnOf(unit, context, run);
  const first = start === undefined ? step : findStep(unit, run, start);
  if (first.position > step.position) {
    throw new UserError('later', `\`${first.id}\` comes after \`${step.id}\``, {
      fix: 'Begin again at that step or before it.',
    });
  }
  return tryAgain(turn, { step, first }, context);
};

/** Begins the stopped step again, or everything from an earlier step on. */
export async function tryAgain(
  turn: Turn,
  { step, first }: { readonly step: StepRecord; readonly first: StepRecord },
  context: OrderContext,
) {
  assertSettled(turn.unit, first);
  if (step.id === first.id && step.stop === 'refused') {
    // Its round has begun already, when the no was said.
    await appendFact(turn, step, { type: 'round:released' }, from(context));
    Object.assign(step, AT_REST, { status: 'pending', stop: null, startedAt: null, note: '' });
  } else {
    const only = step.id === first.id ? 'itself' : 'onwards';
    await beginRound(turn, first, { reason: `asked for by a person`, only, ...from(context) });
  }
  await sayInThread(turn, `:repeat: *${escapeText(first.title)}* begins again, says ${personText(context.sender.by)}`);
  return {
    text: `${first.title} begins again (round ${first.round}).`,
    to: 'channel' as const,
    release: turn.unit.release.id,
  };
}

function assertSettled(unit: ReleaseUnit, first: StepRecord): void {
  const open = unit.intents.find(({ run, step }) => run === first.run && step === first.id);
  if (!open) return;
  throw new UserError('unsettled', `it is not known yet what became of the last try of \`${first.title}\``, {
    fix:
      open.status === 'unsure'
        ? 'Answer the question about it first.'
        : 'Wait until that is settled; Shipmate is looking.',
  });
}
