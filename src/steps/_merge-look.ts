import { type Place, placeOf } from '../core/playbook/places.ts';
import { lastFact } from '../core/release/fact.ts';
import { findPlace } from '../core/repository/find-place.ts';
import type { Gate } from '../core/repository/gates.ts';
import type { PullRequest, Reviews } from '../core/repository/pull-requests.ts';
import type { Repository } from '../core/repository/repository.ts';
import { type Context, type Glimpse, type MergeFact, reviewedPull, Sight } from './_merge.ts';
import { branchOf, placedIn } from './_places.ts';
import type { Finding } from './_step.ts';

/** Our own freeze lets us through; what it says is told to others. */
const FREEZE = 'release-freeze/';

/** Looks at both branches and at the pull request between them. What is as it was is no fact. */
export async function look(context: Context): Promise<Finding<MergeFact, Glimpse>> {
  const repository = context.tools.repository(context.signal);
  const sight = Sight.parse(await sightOf(context, repository));
  const last = lastFact(context.facts, 'seen');
  const isLast = context.facts.at(-1)?.type === 'seen';
  if (last && isLast && JSON.stringify(last.sight) === JSON.stringify(sight)) return { sample: { same: true } };
  return { fact: { type: 'seen', sight } };
}

async function sightOf(context: Context, repository: Repository): Promise<Sight> {
  const { refs, links } = repository;
  const place = placeOf(context.spec.value.from, placedIn(context));
  const found = await findPlace(place, { playbook: context.playbook, refs });
  const from = found?.name ?? (place.kind === 'branch' ? place.name : place.format);
  const into = branchOf(context.spec.value.into, context);
  const head = found?.commit ?? null;
  const comparison = head === null ? undefined : await refs.compare(into, head);
  const pull = await pullOf({ from, into, head, place }, context, repository);
  return {
    from,
    into,
    head,
    target: (await refs.branch(into)) ?? null,
    missing: comparison?.aheadBy ?? null,
    pull: pull ? await shown(pull, repository) : null,
    link: links.compare(into, from),
  };
}

interface Between extends Pick<Sight, 'from' | 'into' | 'head'> {
  readonly place: Place;
}

/** The one that was reviewed or that we opened; else one between these branches that is open, or merged at this head. */
async function pullOf(between: Between, context: Context, { pulls }: Repository): Promise<PullRequest | undefined> {
  const known = reviewedPull(context, between)?.number ?? lastFact(context.facts, 'opened')?.number;
  if (known !== undefined) return pulls.read(known);
  if (between.place.kind !== 'branch') return undefined;
  const all = await pulls.from(between.from, between.into);
  const isHere = ({ head }: PullRequest): boolean => between.head === null || head.commit === between.head;
  return all.find(({ state }) => state === 'open') ?? all.find((pull) => pull.state === 'merged' && isHere(pull));
}

async function shown(pull: PullRequest, { gates, pulls }: Repository): Promise<NonNullable<Sight['pull']>> {
  const { number, url, state, draft, head, base, mergeCommit, mergedBy, mergeable } = pull;
  const isOpen = state === 'open';
  const missing = isOpen ? (await gates.of(head.commit, base)).filter(isInTheWay).map(gateText) : [];
  const review = isOpen ? reviewText(await pulls.reviews(number)) : undefined;
  const open = review === undefined ? missing : [...missing, review];
  return { number, url, state, draft, head: head.commit, mergeCommit, mergedBy, mergeable, open };
}

const isInTheWay = ({ name, required, state }: Gate): boolean =>
  required && state !== 'pass' && !name.startsWith(FREEZE);

const STATES = { fail: 'failed', pending: 'is running', missing: 'has not reported', pass: 'passed' } as const;

const gateText = ({ name, state }: Gate): string => `\`${name}\`, which ${STATES[state]}`;

function reviewText({ decision }: Reviews): string | undefined {
  if (decision === 'changes-requested') return 'the changes that a reviewer asked for';
  return decision === 'review-required' ? 'the review that its branch asks for' : undefined;
}
