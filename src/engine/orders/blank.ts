import { UserError } from '../../core/errors.ts';
import type { OrderOf } from '../../core/release/order.ts';
import type { ReleaseUnit } from '../../core/store.ts';
import { authorise } from '../authorise.ts';
import { appendReleaseFact } from '../end-run.ts';
import { from, type ReleaseHandler, turnOf } from './_order.ts';

/** Blanks what one fact says, for a secret that was pasted into a reason. That it was blanked is itself a fact. */
export const blank: ReleaseHandler<OrderOf<'blank'>> = async ({ seq, reason }, unit, context) => {
  authorise(context.roles, [unit.release.plan.playbook.owner], 'blank a fact');
  const run = unit.runs[0];
  const words = await unit.blank(seq);
  if (!run || !words) {
    throw new UserError('no_fact', `\`${unit.release.id}\` has no fact ${seq} with words of a person`, {
      fix: 'Look for its number in what `shipmate export` writes.',
    });
  }

  blankCopies(unit, words);
  await appendReleaseFact(turnOf(unit, context, run), { type: 'fact:blanked', seq, reason }, from(context));
  return { text: `Fact ${seq} of ${unit.release.id} is blanked.`, to: 'caller', release: unit.release.id };
};

/** Notes and questions repeat what somebody said. */
function blankCopies({ release, runs, steps }: ReleaseUnit, words: readonly string[]): void {
  const blanked = (text: string): string => words.reduce((left, word) => left.replaceAll(word, '[blanked]'), text);
  const inJson = <T>(value: T): T => JSON.parse(blankedJson(JSON.stringify(value), words));
  release.summary = blanked(release.summary);
  if (release.hold) release.hold = { ...release.hold, reason: blanked(release.hold.reason) };
  for (const run of runs) if (run.reason) Object.assign(run, { reason: blanked(run.reason) });
  for (const step of steps) {
    step.note = blanked(step.note);
    if (step.ask) step.ask = inJson(step.ask);
    step.output = inJson(step.output);
  }
}

function blankedJson(json: string, words: readonly string[]): string {
  return words.reduce((left, word) => left.replaceAll(JSON.stringify(word).slice(1, -1), '[blanked]'), json);
}
