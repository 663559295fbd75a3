import { type Html, html } from '../html.ts';

/** Something on a shelf; drawn anew in the browser only when its markup differs. */
export interface Drawn {
  readonly key: string;
  readonly html: string;
}

/** A button that does something to the repository at once. */
export function doButton(label: string, name: string, body: object, style = 'small'): Html {
  return html`<button type="button" class="button ${style}" data-github-do="${name}" data-with="${JSON.stringify(body)}">${label}</button>`;
}

/** A button that first asks for more. */
export function formButton(label: string, name: string, given: object, style = 'small'): Html {
  return html`<button type="button" class="button ${style}" data-github-form="${name}" data-with="${JSON.stringify(given)}">${label}</button>`;
}

/** What is needed less often. */
export function more(label: string, ...buttons: readonly Html[]): Html {
  return html`<details class="overflow"><summary class="button small" aria-label="${label}">⋯</summary><div>${buttons}</div></details>`;
}

export function commitMark(sha: string): Html {
  return html`<code title="${sha}">${sha.slice(0, 7)}</code>`;
}

export function branchMark(name: string): Html {
  return html`<code class="branch">${name}</code>`;
}

/** What a shelf shows when there is nothing on it. */
export function orNothing(drawn: readonly Drawn[], text: string): readonly Drawn[] {
  return drawn.length > 0 ? drawn : [{ key: 'nothing', html: String(html`<p class="quiet">${text}</p>`) }];
}
