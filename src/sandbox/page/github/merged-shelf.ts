import type { Pull } from '../../github/pulls/pull.ts';
import type { World } from '../../github/world.ts';
import { html } from '../html.ts';
import { branchMark, commitMark, type Drawn, doButton } from './drawn.ts';

const MOST = 8;

/** What came to its end last. */
export function mergedShelf({ pulls }: World): readonly Drawn[] {
  return [...pulls.values()]
    .filter(({ state }) => state === 'closed')
    .sort((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0) || b.number - a.number)
    .slice(0, MOST)
    .map(drawClosed);
}

function drawClosed({ number, title, base, merged }: Pull): Drawn {
  const end = merged
    ? html`merged by ${merged.by} into ${branchMark(base.branch)} as ${commitMark(merged.sha)}`
    : html`closed ${doButton('Reopen', 'reopen', { number })}`;
  return {
    key: `merged-${number}`,
    html: String(html`<p class="line"><b>${title}</b> <span class="quiet">#${number} · ${end}</span></p>`),
  };
}
