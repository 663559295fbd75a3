import { fields, list, word } from '../http.ts';
import type { Block } from './workspace.ts';

/** An interactive element of a message or a modal, with the block it stands in. */
export interface Element {
  readonly blockId: string;
  readonly actionId: string;
  readonly type: string;
  readonly label: string;
  readonly json: Readonly<Record<string, unknown>>;
  readonly block: Block;
}

/** All of them, in the order in which they are read. */
export function elementsOf(blocks: readonly unknown[]): readonly Element[] {
  return blocks.map(fields).flatMap((block) => {
    const inside = block.type === 'actions' ? list(block.elements) : [block.accessory, block.element];
    return inside
      .map(fields)
      .filter((json) => word(json.action_id) !== '')
      .map((json) => ({
        blockId: word(block.block_id),
        actionId: word(json.action_id),
        type: word(json.type),
        label: word(fields(json.text).text) || word(fields(block.label).text),
        json,
        block,
      }));
  });
}

/** By action id, else by what is written on it. */
export function findElement(blocks: readonly unknown[], wanted: string): Element | undefined {
  const all = elementsOf(blocks);
  return (
    all.find(({ actionId }) => actionId === wanted) ??
    all.find(({ label }) => label === wanted) ??
    all.find(({ blockId }) => blockId === wanted)
  );
}

/** What a person typed or chose: a text, one option's value, or several. */
export type Value = string | readonly string[];

/** A filled-in element as Slack's payloads tell of it, both under `state` and among `actions`. */
export function filledIn({ json, type }: Element, value: Value | undefined): Readonly<Record<string, unknown>> {
  const chosen = value === undefined ? [] : [value].flat();
  const first = chosen[0];
  const option = (wanted: string | undefined): unknown =>
    optionsOf(json).find((candidate) => word(candidate.value) === wanted) ?? null;

  switch (type) {
    case 'button':
      return { type, text: json.text, ...(json.value !== undefined && { value: json.value }) };
    case 'static_select':
    case 'radio_buttons':
    case 'overflow':
      return { type, selected_option: option(first) };
    case 'checkboxes':
    case 'multi_static_select':
      return { type, selected_options: chosen.map(option).filter((found) => found !== null) };
    case 'users_select':
      return { type, selected_user: first ?? null };
    case 'datepicker':
      return { type, selected_date: first ?? null };
    default:
      return { type, value: first === '' ? null : (first ?? null) };
  }
}

/** What stands in an element before anybody touches it. */
export function initialValue({ json }: Element): Value | undefined {
  const one = fields(json.initial_option).value;
  if (typeof one === 'string') return one;
  if (Array.isArray(json.initial_options)) {
    return json.initial_options.map((option) => word(fields(option).value));
  }
  const plain = json.initial_value ?? json.initial_user ?? json.initial_date;
  return typeof plain === 'string' ? plain : undefined;
}

export function optionsOf(json: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
  const grouped = list(json.option_groups).flatMap((group) => list(fields(group).options));
  return [...list(json.options), ...grouped].map(fields);
}

/** What Slack's own client says about an input before it sends anything; undefined when it is content. */
export function inputProblem({ json, block }: Element, value: Value | undefined): string | undefined {
  const empty = value === undefined || value.length === 0;
  if (empty) return block.optional === true ? undefined : 'Please complete this required field.';
  if (typeof value !== 'string') return undefined;
  const least = Number(json.min_length ?? 0);
  const most = Number(json.max_length ?? 3000);
  if (value.length < least) return `Must be at least ${least} characters.`;
  return value.length > most ? `Must be less than ${most + 1} characters.` : undefined;
}
