import type { InputBlock, InputBlockElement, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { Field } from '../../core/release/ask.ts';
import { cut } from '../../core/text.ts';
import { fitted, LIMIT, section } from './limits.ts';

export interface Form {
  /** `<family>:<verb>`; the family's file in slack/actions hears the submission. */
  readonly submits: string;
  /** Carried through the modal and back: ids only, never trusted. */
  readonly meta: object;
  readonly title: string;
  readonly button: string;
  readonly blocks: readonly KnownBlock[];
}

/** A modal with a submit button. */
export function formView({ submits, meta, title, button, blocks }: Form): ModalView {
  return {
    type: 'modal',
    callback_id: submits,
    private_metadata: JSON.stringify(meta),
    title: { type: 'plain_text', text: cut(title, LIMIT.modalTitle) },
    submit: { type: 'plain_text', text: cut(button, LIMIT.modalTitle) },
    close: { type: 'plain_text', text: 'Close' },
    blocks: fitted(blocks, LIMIT.modalBlocks),
  };
}

/** A modal that only tells something: it loads, or it can't be shown. The text is mrkdwn. */
export function messageView(title: string, text: string): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: cut(title, LIMIT.modalTitle) },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [section(text)],
  };
}

/** One input; its block_id is the field's name, so that an error finds its way to it. */
export function input(field: Field): InputBlock {
  return {
    type: 'input',
    block_id: field.name,
    label: { type: 'plain_text', text: cut(field.label, LIMIT.inputLabel) },
    optional: field.optional ?? false,
    ...(field.hint !== undefined && { hint: { type: 'plain_text', text: cut(field.hint, LIMIT.inputLabel) } }),
    element: element(field),
  };
}

function element(field: Field): InputBlockElement {
  const action_id = 'value';
  switch (field.kind) {
    case 'line':
    case 'text':
      return textInput(field, field.kind === 'text');
    // Not Slack's url input: it refuses addresses without a dot, and says less about it than the step does.
    case 'link':
      return { ...textInput(field, false), placeholder: { type: 'plain_text', text: 'https://…' } };
    case 'choice': {
      const options = optionsOf(field);
      const chosen = options.find(({ value }) => value === field.initial);
      return options.length > LIMIT.radioOptions
        ? { type: 'static_select', action_id, options, ...(chosen && { initial_option: chosen }) }
        : { type: 'radio_buttons', action_id, options, ...(chosen && { initial_option: chosen }) };
    }
    case 'many':
      return { type: 'checkboxes', action_id, options: optionsOf(field).slice(0, LIMIT.radioOptions) };
  }
}

function textInput({ initial }: Field, multiline: boolean): Extract<InputBlockElement, { type: 'plain_text_input' }> {
  return {
    type: 'plain_text_input',
    action_id: 'value',
    multiline,
    max_length: LIMIT.inputText,
    ...(initial !== undefined && initial !== '' && { initial_value: cut(initial, LIMIT.inputText) }),
  };
}

function optionsOf({ options = [] }: Field): PlainTextOption[] {
  return options.slice(0, LIMIT.selectOptions).map(({ value, label }) => ({
    text: { type: 'plain_text', text: cut(label, LIMIT.optionText) },
    value,
  }));
}
