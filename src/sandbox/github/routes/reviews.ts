import { json, list, word } from '../../http.ts';
import { changePull } from '../pulls/changes.ts';
import type { Review } from '../pulls/pull.ts';
import { requestReviews, reviewPull } from '../pulls/review.ts';
import { shownPull, shownReview } from '../pulls/shown.ts';
import { shownUser } from '../shown.ts';
import { invalid, paged, type Route } from './_route.ts';
import { pullOf } from './pulls.ts';

const STATES: Readonly<Record<string, Review['state']>> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
};

/** What people think of a pull request, and who is asked. */
export const reviews: readonly Route[] = [
  {
    name: 'pulls.list-reviews',
    at: 'GET /pulls/:number/reviews',
    needs: ['pull_requests', 'read'],
    run(call, world) {
      const pull = pullOf(call, world);
      return paged(
        call,
        pull.reviews.map((review) => shownReview(world, pull, review)),
      );
    },
  },
  {
    name: 'pulls.create-review',
    at: 'POST /pulls/:number/reviews',
    needs: ['pull_requests', 'write'],
    run(call, world) {
      const pull = pullOf(call, world);
      const state = STATES[word(call.body.event)];
      if (!state) throw invalid('Invalid request.\n\nThe event is not one of APPROVE, REQUEST_CHANGES, COMMENT.');
      const review = reviewPull(world, pull, { by: call.by.login, state, body: word(call.body.body) });
      return json(200, shownReview(world, pull, review));
    },
  },
  {
    name: 'pulls.list-requested-reviewers',
    at: 'GET /pulls/:number/requested_reviewers',
    needs: ['pull_requests', 'read'],
    run: (call, world) => json(200, { users: pullOf(call, world).requested.map(shownUser), teams: [] }),
  },
  {
    name: 'pulls.request-reviewers',
    at: 'POST /pulls/:number/requested_reviewers',
    needs: ['pull_requests', 'write'],
    run(call, world) {
      const logins = list(call.body.reviewers).map(word);
      return json(201, shownPull(world, requestReviews(world, pullOf(call, world), { by: call.by.login, logins })));
    },
  },
  {
    name: 'pulls.remove-requested-reviewers',
    at: 'DELETE /pulls/:number/requested_reviewers',
    needs: ['pull_requests', 'write'],
    run(call, world) {
      const pull = pullOf(call, world);
      const gone = list(call.body.reviewers).map(word);
      const requested = pull.requested.filter((login) => !gone.includes(login));
      return json(200, shownPull(world, changePull(world, pull.number, { requested })));
    },
  },
];
