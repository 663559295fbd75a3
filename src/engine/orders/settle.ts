import { UserError } from '../../core/errors.ts';
import type { OrderOf } from '../../core/release/order.ts';
import { isEnded } from '../../core/release/release.ts';
import { escapeText, personText } from '../../core/text.ts';
import { authorise } from '../authorise.ts';
import { skipStep } from '../end-step.ts';
import { sayInThread } from '../say.ts';
import { settlers } from '../settlers.ts';
import { appendFact, kindOf } from '../turn.ts';
import { viewOf } from '../view.ts';
import { from, type ReleaseHandler, turnOf } from './_order.ts';

/** A person's answer about an effect that nobody knows the end of. */
export const settle: ReleaseHandler<OrderOf<'settle'>> = async ({ intent: id, outcome }, unit, context) => {
  const intent = unit.intents.find((each) => each.id === id && each.status === 'unsure');
  const run = unit.runs.find((each) => each.id === intent?.run);
  const step = unit.steps.find((each) => each.run === intent?.run && each.id === intent.step);
  if (!intent || !run || !step) throw new UserError('stale', 'this question has been settled already');
  authorise(context.roles, settlers(unit, step.owner), `say what became of ${step.title}`);

  const turn = turnOf(unit, context, run);
  await unit.closeIntent(intent.id, intent.owner, outcome === 'skip' ? 'skipped' : outcome);
  const at = { ...step, round: intent.round };
  await appendFact(turn, at, { type: 'effect:settled', action: intent.action, outcome }, from(context));
  if (outcome === 'happened') {
    const action = kindOf(turn, step).actions?.[intent.action];
    if (!action?.effect) throw new Error(`\`${intent.action}\` of ${step.kind} is no effect`);
    const fact: { readonly type: string } = action.assume(await viewOf(turn, at));
    await appendFact(
      turn,
      at,
      step.round === intent.round ? fact : { ...fact, type: `late:${fact.type}` },
      from(context),
    );
  }
  // An answer about an older round says nothing about what this one has to do.
  const isCurrent = step.round === intent.round && !isEnded(step.status);
  if (outcome === 'skip' && isCurrent)
    await skipStep(turn, step, { note: 'nobody can tell whether it happened', ...from(context) });
  const words = { happened: 'it happened', 'did-not': 'it did not happen', skip: 'skip it' }[outcome];
  await sayInThread(turn, `${personText(context.sender.by)} says of *${escapeText(step.title)}*: ${words}`);
  return { text: `Recorded for ${step.title}: ${words}.`, to: 'channel', release: unit.release.id };
};
