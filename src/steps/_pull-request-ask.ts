import { lastFact } from '../core/release/fact.ts';
import { type Wait, wait } from '../core/release/move.ts';
import { listed } from '../core/text.ts';
import { short } from './_places.ts';
import { type FactOf, type Glimpse, ownFacts, pairOf, type View } from './_pull-request.ts';
import { named, needsOf } from './_pull-request-judge.ts';

type Pull = FactOf<'found'> | FactOf<'opened'>;

/** Every part that is missing, and who can bring it; the reviews themselves are given at the host. */
export function askReviews(view: View, pull: Pull, glimpse: Glimpse): Wait {
  const { from, into } = pairOf(view);
  const items = needsOf(view, glimpse);
  const open = items.filter(({ state }) => state !== 'yes');
  const roles = view.spec['reviewed-by'].filter((role) => open.some(({ key }) => key === `role-${role}`));
  const question = [
    `Pull request #${pull.number}, \`${from}\` into \`${into}\`: approve it at ${pull.url}. Shipmate sees it by itself.`,
    ...remarks(view, pull, glimpse),
  ].join('\n');
  const of = roles.length > 0 ? roles : [view.owner];
  const answers = [{ verb: 'again', label: 'Look again', of: [...new Set([...of, view.owner])] }];
  const missing = listed(open.map(({ title, note }) => `${title} (${note})`));
  return wait(`#${pull.number}: ${missing}`, { ask: { question, of, items, answers } });
}

function remarks(view: View, pull: Pull, glimpse: Glimpse): readonly string[] {
  const refused = lastFact(ownFacts(view), 'asked')?.refused ?? [];
  return [
    ...(pull.type === 'found' && !pull.ours
      ? [`${named([pull.author])} opened it: its words are left as they are.`]
      : []),
    ...(refused.length > 0
      ? [`The host did not take ${named(refused)} as ${refused.length === 1 ? 'a reviewer' : 'reviewers'}.`]
      : []),
    ...(glimpse.conflict ? ["It can't be merged at the moment: both branches changed the same lines."] : []),
  ];
}

export function askMerged(view: View, { number, url }: Pull, glimpse: Glimpse): Wait {
  const { into } = pairOf(view);
  const by = glimpse.mergedBy === null ? 'somebody' : named([glimpse.mergedBy]);
  const as = glimpse.mergeCommit === null ? '' : ` as ${short(glimpse.mergeCommit)}`;
  const elsewhere = glimpse.base === into ? '' : `, into \`${glimpse.base}\` and not into \`${into}\``;
  const open = needsOf(view, glimpse).filter(({ state }) => state !== 'yes');
  const lacks = open.length === 0 ? '' : ` It lacked: ${listed(open.map(({ title, note }) => `${title} (${note})`))}.`;
  const question = `Pull request #${number} was merged by ${by}${as}${elsewhere}: ${url}.${lacks} Go on with that?`;
  const of = [view.owner];
  const answers = [
    { verb: 'accept', label: 'Go on with it', of },
    { verb: 'again', label: 'Look again', of },
  ];
  return wait(`#${number} was merged by ${by}`, { ask: { question, of, answers } });
}

/** Somebody closed it, or had it go elsewhere. */
export function askAnother(view: View, { number, url }: Pull, glimpse: Glimpse): Wait {
  const { from, into } = pairOf(view);
  const isClosed = glimpse.state === 'closed';
  const why = isClosed ? `#${number} was closed` : `#${number} goes into \`${glimpse.base}\` now`;
  const seen = isClosed ? 'was closed and not merged' : `goes into \`${glimpse.base}\` now, and not into \`${into}\``;
  const undo = isClosed ? 'Reopen it there' : 'Change that there';
  const question = `Pull request #${number} of \`${from}\` ${seen}: ${url}. ${undo}, or let Shipmate open another one.`;
  const of = [view.owner];
  const answers = [
    { verb: 'anew', label: 'Open another one', of },
    { verb: 'again', label: 'Look again', of },
  ];
  return wait(why, { ask: { question, of, answers } });
}
