import { fields, word } from '../http.ts';
import { blocksOf } from '../slack/interactions.ts';
import type { OpenView } from '../slack/workspace.ts';
import { blocksHtml } from './blocks.ts';
import { html } from './html.ts';
import type { Reader } from './reader.ts';

export interface DrawnModal {
  readonly id: string;
  /** Changes with every update, so that the browser knows when to draw it anew. */
  readonly hash: string;
  readonly html: string;
}

/** Draws a modal as the inside of a `<dialog>`. */
export function drawModal(open: OpenView, below: number, reader: Reader): DrawnModal {
  const { id, hash, view } = open;
  const title = word(fields(view.title).text);
  const submit = word(fields(view.submit).text);
  const cancel = word(fields(view.close).text) || (submit === '' ? 'Close' : 'Cancel');
  const send = submit !== '' && html`<button class="button primary" type="submit">${submit}</button>`;
  const markup = html`<form data-view="${id}" novalidate>
    <header><span class="avatar small shipmate" style="--hue: 205" aria-hidden="true"></span><h2>${title}</h2>
      <button type="button" class="close" data-close-view aria-label="Close">×</button></header>
    <div class="modal-body">${blocksHtml(blocksOf(open), reader)}</div>
    <p class="error" role="alert" data-form-error hidden></p>
    <footer><button class="button" type="button" data-close-view>${below > 0 ? 'Back' : cancel}</button>${send}</footer>
  </form>`;
  return { id, hash, html: markup.markup };
}
