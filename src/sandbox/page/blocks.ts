import { fields, list, word } from '../http.ts';
import type { Block } from '../slack/workspace.ts';
import { element, text } from './elements.ts';
import { type Html, html } from './html.ts';
import { libraryBlock } from './library.ts';
import type { Reader } from './reader.ts';

/** Draws the blocks of a message or a modal. */
export function blocksHtml(blocks: readonly unknown[], reader: Reader): Html {
  return html`${blocks.map((block) => html`<div class="block">${blockHtml(fields(block), reader)}</div>`)}`;
}

function blockHtml(block: Block, reader: Reader): Html {
  switch (block.type) {
    case 'header':
      return html`<h3 class="block-header">${text(block.text, reader)}</h3>`;
    case 'divider':
      return html`<hr>`;
    case 'section':
      return section(block, reader);
    case 'context':
      return html`<div class="context">${list(block.elements).map((part) => contextPart(fields(part), reader))}</div>`;
    case 'actions':
      return html`<div class="actions">${list(block.elements).map((part) => element(fields(part), block, reader))}</div>`;
    case 'image':
      return html`<figure><img src="${word(block.image_url)}" alt="${word(block.alt_text)}"></figure>`;
    case 'input':
      return input(block, reader);
    default:
      return libraryBlock(block, reader);
  }
}

function section(block: Block, reader: Reader): Html {
  const body = block.text !== undefined && html`<div class="text">${text(block.text, reader)}</div>`;
  const cells = list(block.fields).map((cell) => html`<div class="text">${text(cell, reader)}</div>`);
  const grid = cells.length > 0 && html`<div class="fields">${cells}</div>`;
  const accessory =
    block.accessory !== undefined &&
    html`<div class="accessory">${element(fields(block.accessory), block, reader)}</div>`;
  return html`<div class="section"><div>${body}${grid}</div>${accessory}</div>`;
}

function contextPart(part: Block, reader: Reader): Html {
  if (part.type === 'image') return html`<img src="${word(part.image_url)}" alt="${word(part.alt_text)}">`;
  return html`<span>${text(part, reader)}</span>`;
}

function input(block: Block, reader: Reader): Html {
  const json = fields(block.element);
  const optional = block.optional === true && html` <small>(optional)</small>`;
  const hint = block.hint !== undefined && html`<small class="hint">${text(block.hint, reader)}</small>`;
  const label = html`<span class="label">${text(block.label, reader)}${optional}</span>`;
  // A group of choices has a label for each; one label around them all would tick the first.
  const isGroup = json.type === 'radio_buttons' || json.type === 'checkboxes';
  const filled = element(json, block, reader);
  const body = isGroup ? html`<div>${label}${filled}</div>` : html`<label>${label}${filled}</label>`;
  return html`<div class="input" data-input="${word(block.block_id)}">${body}${hint}<p class="error" role="alert" hidden></p></div>`;
}
