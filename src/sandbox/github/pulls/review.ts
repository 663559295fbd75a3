import { ACCOUNTS } from '../logins.ts';
import { invalid } from '../routes/_route.ts';
import { shownUser } from '../shown.ts';
import type { World } from '../world.ts';
import { changePull, pullEvent } from './changes.ts';
import type { Pull, Review } from './pull.ts';
import { shownPull, shownReview } from './shown.ts';

export function reviewPull(
  world: World,
  pull: Pull,
  { by, state, body = '' }: { readonly by: string; readonly state: Review['state']; readonly body?: string },
): Review {
  if (by === pull.author && state !== 'COMMENTED') {
    throw invalid('Unprocessable Entity', ['Can not approve your own pull request']);
  }
  const review = { id: world.nextId(), login: by, state, commit: pull.head.sha, body, at: world.machine() };
  const reviewed = changePull(world, pull.number, {
    reviews: [...pull.reviews, review],
    requested: pull.requested.filter((login) => login !== by),
  });
  world.effect('review', `#${pull.number} ${state}`, by);
  const shown = { ...shownReview(world, pull, review), state: state.toLowerCase() };
  const payload = { action: 'submitted', review: shown, pull_request: shownPull(world, reviewed) };
  world.events.emit({ name: 'pull_request_review', by, payload });
  return review;
}

/** All of them or none, as GitHub does. */
export function requestReviews(
  world: World,
  pull: Pull,
  { by, logins }: { readonly by: string; readonly logins: readonly string[] },
): Pull {
  if (logins.includes(pull.author)) throw invalid('Review cannot be requested from pull request author.');
  const stranger = logins.find((login) => !ACCOUNTS.some((account) => account.login === login));
  if (stranger !== undefined) {
    throw invalid(
      'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ' +
        `${world.repository.fullName} repository.`,
    );
  }
  const fresh = logins.filter((login) => !pull.requested.includes(login));
  const asked = changePull(world, pull.number, { requested: [...pull.requested, ...fresh] });
  for (const login of fresh) {
    world.effect('request-review', `#${pull.number} ${login}`, by);
    pullEvent(world, asked, { action: 'review_requested', by, more: { requested_reviewer: shownUser(login) } });
  }
  return asked;
}
