import type { Run } from '../../github/actions/run.ts';
import type { World } from '../../github/world.ts';
import { type Html, html } from '../html.ts';
import { branchMark, type Drawn, doButton } from './drawn.ts';

const MOODS: Readonly<Record<string, string>> = {
  failure: 'broken',
  cancelled: 'quiet',
  waiting: 'slow',
  queued: 'slow',
};

const MOST = 12;

/** Newest first. */
export function runShelf({ runs }: World): readonly Drawn[] {
  return runs.all.slice(0, MOST).map(drawRun);
}

function drawRun(run: Run): Drawn {
  const { id, title, workflow, ref, actor, status, conclusion, attempt } = run;
  const word = conclusion ?? status.replace('_', ' ');
  const again = attempt > 1 && html`, attempt ${attempt}`;
  const drawn = html`<article class="line" aria-label="Run ${id}">
    <p><b>${title}</b> <span class="quiet">${workflow.name} #${run.number}</span><span class="state ${MOODS[word] ?? ''}">${word}</span></p>
    <p class="quiet">${actor} on ${branchMark(ref)}${again}</p>
    <div class="row">${actions(run)}</div>
  </article>`;
  return { key: `run-${id}`, html: String(drawn) };
}

function actions(run: Run): readonly Html[] {
  const { id, status, conclusion } = run;
  const held = run.jobs.find((job) => job.status === 'waiting')?.environment;
  if (held !== undefined) {
    return [
      doButton(`Let it into ${held}`, 'let-in', { id, environment: held, state: 'approved' }, 'small primary'),
      doButton('Turn it away', 'let-in', { id, environment: held, state: 'rejected' }),
    ];
  }
  if (status !== 'completed') return [doButton('Cancel', 'cancel-run', { id })];
  return conclusion === 'success' ? [] : [doButton('Run it again', 'rerun', { id })];
}
