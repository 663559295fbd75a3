import { fields, list, word } from '../http.ts';
import { optionsOf } from '../slack/elements.ts';
import { type Html, html } from './html.ts';
import { mrkdwn, plainText } from './mrkdwn.ts';
import type { Reader } from './reader.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Draws something to click, choose or type. The browser finds by `data-block` and `data-action` what it is, and by
 * `data-does` when it is sent: at once (`click`, `change`), or with the form (`nothing`).
 */
export function element(json: Json, block: Json, reader: Reader): Html {
  const at = html`data-block="${word(block.block_id)}" data-action="${word(json.action_id)}"${confirmation(json)}`;
  switch (json.type) {
    case 'button':
      return button(json, at, reader);
    case 'static_select':
    case 'multi_static_select':
    case 'users_select':
      return select(json, at, { block, reader });
    case 'radio_buttons':
    case 'checkboxes':
      return choices(json, at, { block, reader });
    case 'overflow':
      return overflow(json, at, reader);
    case 'image':
      return html`<img class="thumb" src="${word(json.image_url)}" alt="${word(json.alt_text)}">`;
    default:
      return field(json, at, block);
  }
}

/** Texts of either kind. */
export function text(value: unknown, reader: Reader): Html {
  const { type, text: content } = fields(value);
  return type === 'mrkdwn' ? mrkdwn(word(content), reader) : plainText(word(content), reader);
}

interface Around {
  readonly block: Json;
  readonly reader: Reader;
}

const does = (block: Json): string => (block.type === 'input' && block.dispatch_action !== true ? 'nothing' : 'change');

function button(json: Json, at: Html, reader: Reader): Html {
  const label = text(json.text, reader);
  const style = `button ${word(json.style)}`.trim();
  const spoken = word(json.accessibility_label);
  const aria = spoken !== '' && html` aria-label="${spoken}"`;
  if (word(json.url) === '') {
    return html`<button type="button" class="${style}" data-does="click" ${at}${aria}>${label}</button>`;
  }
  return html`<a class="${style}" href="${word(json.url)}" target="_blank" rel="noreferrer" data-does="click" ${at}${aria}>${label}</a>`;
}

function select(json: Json, at: Html, { block, reader }: Around): Html {
  const initial = initialValues(json);
  const option = (value: string, label: Html | string): Html =>
    html`<option value="${value}"${initial.includes(value) && html` selected`}>${label}</option>`;
  const people = reader.workspace.people.map(({ id, realName }) => option(id, realName));
  const options = optionsOf(json).map((choice) => option(word(choice.value), word(fields(choice.text).text)));
  const several = json.type === 'multi_static_select' && html` multiple`;
  const hint = word(fields(json.placeholder).text) || 'Choose an option';
  return html`<select class="field" data-does="${does(block)}" ${at}${several}>
    <option value="">${hint}</option>${json.type === 'users_select' ? people : options}
  </select>`;
}

function choices(json: Json, at: Html, { block, reader }: Around): Html {
  const initial = initialValues(json);
  const type = json.type === 'checkboxes' ? 'checkbox' : 'radio';
  const name = `${word(block.block_id)}/${word(json.action_id)}`;
  const options = optionsOf(json).map((option) => {
    const value = word(option.value);
    const more = option.description !== undefined && html`<small>${text(option.description, reader)}</small>`;
    return html`<label class="choice"><input type="${type}" name="${name}" value="${value}"${initial.includes(value) && html` checked`}>
      <span>${text(option.text, reader)}${more}</span></label>`;
  });
  return html`<div class="choices" role="group" data-does="${does(block)}" ${at}>${options}</div>`;
}

function overflow(json: Json, at: Html, reader: Reader): Html {
  const options = optionsOf(json).map(
    (option) =>
      html`<button type="button" data-does="click" data-value="${word(option.value)}" ${at}>${text(option.text, reader)}</button>`,
  );
  return html`<details class="overflow"><summary class="button" aria-label="More actions">⋯</summary><div>${options}</div></details>`;
}

const INPUT_TYPES: Readonly<Record<string, string>> = {
  datepicker: 'date',
  number_input: 'number',
  email_text_input: 'email',
  url_text_input: 'url',
};

function field(json: Json, at: Html, block: Json): Html {
  const value = word(json.initial_value) || word(json.initial_date);
  const hint = word(fields(json.placeholder).text);
  const shared = html`class="field" data-does="${does(block)}" placeholder="${hint}" ${at}`;
  if (json.multiline === true) return html`<textarea rows="4" ${shared}>${value}</textarea>`;
  return html`<input type="${INPUT_TYPES[word(json.type)] ?? 'text'}" value="${value}" ${shared}>`;
}

function confirmation(json: Json): Html | false {
  return json.confirm !== undefined && html` data-confirm="${JSON.stringify(json.confirm)}"`;
}

function initialValues(json: Json): readonly string[] {
  const options = [json.initial_option, ...list(json.initial_options)].map((option) => word(fields(option).value));
  return [...options, word(json.initial_user)].filter((value) => value !== '');
}
