import type { Release } from '../../github/releases.ts';
import type { World } from '../../github/world.ts';
import { html } from '../html.ts';
import type { Drawn } from './drawn.ts';

/** Newest first. */
export function releaseShelf({ releases }: World): readonly Drawn[] {
  return [...releases.values()].reverse().map(drawRelease);
}

function drawRelease({ id, tag, name, body, draft, prerelease, author }: Release): Drawn {
  const word = draft ? 'draft' : prerelease && 'pre-release';
  const drawn = html`<details class="line release">
    <summary><b>${name}</b> <span class="quiet">${tag} · ${author}</span>${word && html`<span class="state slow">${word}</span>`}</summary>
    <pre>${body}</pre>
  </details>`;
  return { key: `release-${id}`, html: String(drawn) };
}
