import { openPulls } from '../../github/pulls/following.ts';
import { problemsWithMerging } from '../../github/pulls/merge.ts';
import { opinions, type Pull, type Review } from '../../github/pulls/pull.ts';
import { hasQueue } from '../../github/pulls/queue.ts';
import type { World } from '../../github/world.ts';
import { type Html, html } from '../html.ts';
import { checksOf, drawCheck, type ShownCheck } from './checks.ts';
import { branchMark, commitMark, type Drawn, doButton, formButton, more } from './drawn.ts';

/** The open pull requests, newest first, with what stands between each and a merge by this person. */
export function pullShelf(world: World, login: string): Promise<readonly Drawn[]> {
  const newestFirst = [...openPulls(world)].reverse();
  return Promise.all(newestFirst.map(async (pull) => drawPull(pull, await standingOf(world, pull, login))));
}

interface Standing {
  readonly checks: readonly ShownCheck[];
  /** What keeps it out, in GitHub's words. */
  readonly against: readonly string[];
  readonly queue: 'none' | 'open' | 'waits';
  /** The check that somebody would report by hand. */
  readonly check: string;
}

async function standingOf(world: World, pull: Pull, login: string): Promise<Standing> {
  const { base, head, draft, number } = pull;
  const [against, tried] = await Promise.all([
    problemsWithMerging(world, pull, { by: { login, appId: null }, way: 'merge' }),
    world.history.merge(base.sha, head.sha),
  ]);
  const waits = world.queue.some((entry) => entry.number === number);
  return {
    checks: checksOf(world, pull),
    against: [
      ...(draft ? ['This is still a draft.'] : []),
      ...('conflicts' in tried ? [`It conflicts with ${base.branch} in ${tried.conflicts.join(', ')}.`] : []),
      ...against,
    ],
    queue: waits ? 'waits' : hasQueue(world, base.branch) ? 'open' : 'none',
    check: [...world.ci.manners.checks.keys()][0] ?? '',
  };
}

function drawPull(pull: Pull, standing: Standing): Drawn {
  const { number, title, author, base, head, labels } = pull;
  const from = head.fork === null ? head.branch : `${head.fork}:${head.branch}`;
  const chips = labels.map((label) => html`<span class="chip">${label}</span> `);
  const drawn = html`<article class="card" aria-label="Pull request ${number}">
    <p class="app-head"><b>${title}</b> <span class="quiet">#${number}</span>${stateOf(pull, standing)}</p>
    <p class="quiet">${author} · ${branchMark(base.branch)} ← ${branchMark(from)} ${commitMark(head.sha)} ${chips}</p>
    <ul class="checks" aria-label="Checks">${standing.checks.map(drawCheck)}${opinions(pull).map(drawOpinion)}</ul>
    ${verdict(standing)}
    <div class="row">${actions(pull, standing)}</div>
  </article>`;
  return { key: `pull-${number}`, html: String(drawn) };
}

function stateOf({ draft, autoMerge }: Pull, { queue }: Standing): Html | false {
  if (queue === 'waits') return html`<span class="state slow">in the merge queue</span>`;
  if (draft) return html`<span class="state quiet">draft</span>`;
  return autoMerge !== null && html`<span class="state slow">auto-merge</span>`;
}

function drawOpinion({ login, state }: Review): Html {
  return state === 'APPROVED'
    ? html`<li class="pass"><span aria-hidden="true">✓</span> <b>${login}</b> <span class="quiet">approved</span></li>`
    : html`<li class="fail"><span aria-hidden="true">✗</span> <b>${login}</b> <span class="quiet">asked for changes</span></li>`;
}

function verdict({ against }: Standing): Html {
  if (against.length === 0) return html`<p class="verdict open">You can merge it.</p>`;
  return html`<ul class="verdict" aria-label="What keeps it out">${against.map((words) => html`<li>${words}</li>`)}</ul>`;
}

function actions({ number, base, head, draft }: Pull, { queue, check }: Standing): readonly Html[] {
  return [
    doButton('Merge', 'merge', { number, method: 'merge' }, 'small primary'),
    doButton('Approve', 'review', { number, opinion: 'approve' }),
    doButton('Request changes', 'review', { number, opinion: 'request-changes' }),
    formButton('Push to it', 'push', { branch: head.branch }),
    more(
      `More for #${number}`,
      doButton('Squash and merge', 'merge', { number, method: 'squash' }, ''),
      doButton('Merge when ready', 'auto-merge', { number }, ''),
      ...(queue === 'open' ? [doButton('Add to the merge queue', 'enqueue', { number }, '')] : []),
      formButton('Report a check…', 'check', { number, name: check }, ''),
      formButton('Add a label…', 'label', { number }, ''),
      formButton('Change the base…', 'retarget', { number, base: base.branch }, ''),
      doButton(draft ? 'Ready for review' : 'Make it a draft', 'draft', { number, draft: !draft }, ''),
      doButton('Close', 'close', { number }, ''),
    ),
  ];
}
