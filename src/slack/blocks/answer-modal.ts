import type { ModalView } from '@slack/types';
import type { AnswerOption } from '../../core/release/ask.ts';
import type { ReleaseView, StepState } from '../../core/release/release.ts';
import { formView, input } from './form.ts';
import { plain, plainLine, section } from './limits.ts';
import { releaseTitle } from './words.ts';

/** What an answer's button opens when the answer needs more than a click. */
export function answerModal(
  { view, step, option }: { readonly view: ReleaseView; readonly step: StepState; readonly option: AnswerOption },
  meta: object,
): ModalView {
  const item = step.ask?.items?.find(({ key }) => key === option.item);
  const about = item === undefined ? plain(step.ask?.question ?? '', 1000) : `*${plainLine(item.title, 200)}*`;
  return formView({
    submits: 'answer:give',
    meta,
    title: option.label,
    button: option.label,
    blocks: [
      section(`*${plainLine(step.title, 150)}* · ${plainLine(releaseTitle(view), 150)}\n${about}`),
      ...(option.fields ?? []).map(input),
    ],
  });
}
