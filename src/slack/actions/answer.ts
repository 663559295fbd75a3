import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import type { AnswerOption } from '../../core/release/ask.ts';
import type { ReleaseView, StepState } from '../../core/release/release.ts';
import { answerModal } from '../blocks/answer-modal.ts';
import { STEP_WORD } from '../blocks/words.ts';
import { toOrder } from '../order-key.ts';
import { defineFamily } from './_family.ts';

const Ids = z.object({
  release: z.string(),
  run: z.string(),
  step: z.string(),
  round: z.int(),
  verb: z.string(),
  item: z.string().optional(),
});
type Ids = z.output<typeof Ids>;

/** Ticked boxes of one field travel as one text. */
const TICKED = '\n';

export default defineFamily({
  name: 'answer',
  summary: 'What a step asks people: sign-offs, checklists, decisions.',
  value: Ids.extend({ form: z.boolean().optional() }),
  meta: Ids.extend({ channel: z.string().optional() }),

  async press(_verb, { form, ...ids }, { by, key, channel, releases }) {
    if (!form) return releases.submit(toOrder({ order: 'answer', ...ids }), { by, via: 'slack', key });
    return {
      modal: {
        title: 'Your answer',
        view: async () => answerModal(offered(ids, await releases.find(ids.release)), { ...ids, channel }),
      },
    };
  },

  async submit(_verb, { meta: { channel, ...ids }, values, ticked }, { by, key, releases }) {
    const boxes = Object.entries(ticked).map(([name, chosen]): [string, string] => [name, chosen.join(TICKED)]);
    const fields = Object.fromEntries([...Object.entries(values), ...boxes].filter(([, text]) => text !== ''));
    return releases.submit(toOrder({ order: 'answer', ...ids, fields }), { by, via: 'slack', key });
  },
});

/** The answer that the button offered, if it is still open. Throws UserError `stale` with how the step stands now. */
function offered(
  ids: Ids,
  view: ReleaseView | undefined,
): { readonly view: ReleaseView; readonly step: StepState; readonly option: AnswerOption } {
  const step = view?.runs.find(({ id }) => id === ids.run)?.steps.find(({ id }) => id === ids.step);
  if (!view || !step) throw new UserError('stale', `\`${ids.release}\` has no step \`${ids.step}\` any more.`);
  const option = step.ask?.answers.find(({ verb, item }) => verb === ids.verb && item === ids.item);
  if (step.round === ids.round && option) return { view, step, option };
  const now = `${STEP_WORD[step.status].word}${step.round === ids.round ? '' : `, in round ${step.round}`}`;
  throw new UserError('stale', `This is no longer open: "${step.title}" is ${now}. ${step.note}`.trim(), {
    fix: `Where it stands: \`/release status ${ids.release}\`.`,
  });
}
