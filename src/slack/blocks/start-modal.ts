import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { Playbook } from '../../core/playbook/playbook.ts';
import { cut } from '../../core/text.ts';
import { formView, input } from './form.ts';
import { LIMIT, plainLine, section } from './limits.ts';

export interface StartForm {
  readonly playbook: Playbook;
  readonly type: string;
  readonly version?: string | undefined;
}

/** Which type, which version, and the boxes that the type asks to be ticked. */
export function startModal({ playbook, type, version }: StartForm, meta: object): ModalView {
  const types = Object.keys(playbook.types);
  return formView({
    submits: 'start:open',
    meta,
    title: 'Start a release',
    button: 'Start',
    blocks: [
      section(`*${plainLine(playbook.title, 150)}*`),
      ...(types.length > 1 ? [typeSelect(types, type)] : []),
      ...criteriaBlocks(playbook, type),
      input({
        name: 'version',
        label: 'Version',
        kind: 'line',
        optional: true,
        hint: 'Left empty, it is the last shipped version and one step further.',
        ...(version !== undefined && { initial: version }),
      }),
      input({ name: 'summary', label: 'What is in it?', kind: 'text', optional: true }),
    ],
  });
}

/** Choosing another type redraws the modal, since each has its own boxes. */
function typeSelect(types: readonly string[], chosen: string): KnownBlock {
  const options: PlainTextOption[] = types.slice(0, LIMIT.selectOptions).map((type) => ({
    text: { type: 'plain_text', text: cut(type, LIMIT.optionText) },
    value: type,
  }));
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'input',
    block_id: 'type',
    dispatch_action: true,
    label: { type: 'plain_text', text: 'Type' },
    element: {
      type: 'static_select',
      action_id: 'start:type',
      options,
      ...(initial && { initial_option: initial }),
    },
  };
}

/** One block of boxes per ten criteria of a heading; a box is known by its place, since texts may be long. */
export function criteriaBlocks(playbook: Playbook, type: string): KnownBlock[] {
  return criteriaGroups(playbook, type).map(({ heading, boxes }, group) => ({
    type: 'input',
    // With the type in it, so that boxes ticked for another type don't stay ticked.
    block_id: `criteria:${type}:${group}`,
    optional: true,
    label: {
      type: 'plain_text',
      text: cut(heading === '' ? 'Why is it needed? Tick what applies' : heading, LIMIT.inputLabel),
    },
    element: {
      type: 'checkboxes',
      action_id: 'value',
      options: boxes.map(box),
    },
  }));
}

/** A box has two short lines; the order carries the whole text. */
function box({ text, place }: Box): PlainTextOption {
  const line = cut(text, LIMIT.optionText);
  const rest = line === text ? '' : `…${text.slice(LIMIT.optionText - 1)}`;
  return {
    text: { type: 'plain_text', text: line },
    value: place,
    ...(rest !== '' && { description: { type: 'plain_text', text: cut(rest, LIMIT.optionText) } }),
  };
}

/** The texts of the ticked boxes. */
export function tickedCriteria(playbook: Playbook, type: string, places: readonly string[]): readonly string[] {
  return criteriaGroups(playbook, type)
    .flatMap(({ boxes }) => boxes)
    .filter(({ place }) => places.includes(place))
    .map(({ text }) => text);
}

interface CriteriaGroup {
  readonly heading: string;
  readonly boxes: readonly Box[];
}

interface Box {
  readonly text: string;
  /** Heading and position, as `0.2`. */
  readonly place: string;
}

function criteriaGroups({ types }: Playbook, type: string): readonly CriteriaGroup[] {
  return Object.entries(types[type]?.criteria ?? {}).flatMap(([heading, texts], group) => {
    const boxes = texts.map((text, index) => ({ text, place: `${group}.${index}` }));
    const parts: CriteriaGroup[] = [];
    for (let start = 0; start < boxes.length; start += LIMIT.radioOptions) {
      parts.push({ heading, boxes: boxes.slice(start, start + LIMIT.radioOptions) });
    }
    return parts;
  });
}
