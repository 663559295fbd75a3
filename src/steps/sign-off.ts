import { UserError } from '../core/errors.ts';
import type { AnswerOption, Ask, AskItem } from '../core/release/ask.ts';
import { factsOf, lastFact, type NewFact } from '../core/release/fact.ts';
import { refuse, wait } from '../core/release/move.ts';
import { listed } from '../core/text.ts';
import { done, type EnvironmentMove, letRunIn } from './_environment.ts';
import { environmentActions } from './_environment-acts.ts';
import { mayBeSame, who } from './_people.ts';
import { Glimpse, SignOffFact, Spec, type View } from './_sign-off.ts';
import { defineStep, type Reference } from './_step.ts';

/** One signature that is needed: one role, for one area or for the whole. */
interface Part {
  readonly key: string;
  readonly title: string;
  readonly role: string;
}

const REJECT_REASON = { name: 'reason', label: 'What is wrong?', kind: 'text' } as const;

export default defineStep({
  name: 'sign-off',
  summary: 'Asks people for their decision in a role; a rejection begins a new round.',
  spec: Spec,
  uses: ({ from = [] }): readonly Reference[] =>
    from.map((name, index) => ({ to: 'role', name, path: ['from', index] })),
  title: ({ value }) => value,
  once: false,
  facts: SignOffFact,
  samples: Glimpse,

  next(view): EnvironmentMove {
    const rejected = lastFact(view.facts, 'rejected');
    if (rejected) {
      const title = partsOf(view).find(({ key }) => key === rejected.item)?.title ?? rejected.item;
      return refuse(`${who(rejected.by)} rejected ${title}: ${rejected.reason}`);
    }
    const open = openParts(view);
    if (open.length > 0) return wait(`to sign: ${listed(open.map(({ title }) => title))}`, { ask: askOf(view) });

    const environment = view.spec['github-environment'];
    return environment === undefined ? done(view) : letRunIn(view, environment);
  },

  hear(answer, view): NewFact<SignOffFact> {
    if (answer.verb === 'go-on') return { type: 'went-without', reason: answer.fields.reason ?? '' };
    const part = openParts(view).find(({ key }) => key === answer.item);
    if (!part) throw decided(answer.item ?? '', view);
    if (answer.verb === 'reject') {
      return { type: 'rejected', item: part.key, role: part.role, reason: answer.fields.reason ?? '' };
    }
    if (view.spec['second-person']) refuseSamePerson(part, answer.by, view);
    return { type: 'given', item: part.key, role: part.role };
  },

  actions: environmentActions,
});

function partsOf({ spec, owner }: View): readonly Part[] {
  const roles = spec.from ?? [owner];
  return roles.flatMap((role): readonly Part[] => {
    if (spec.areas.length === 0) return [{ key: role, title: `${spec.value} (${role})`, role }];
    return spec.areas.map((area) =>
      roles.length === 1
        ? { key: area, title: area, role }
        : { key: `${area}/${role}`, title: `${area} (${role})`, role },
    );
  });
}

const givenFor = ({ key }: Part, { facts }: View) => factsOf(facts, 'given').find(({ item }) => item === key);

/** What can be signed now. */
function openParts(view: View): readonly Part[] {
  const open = partsOf(view).filter((part) => !givenFor(part, view));
  return view.spec['in-order'] ? open.filter(({ role }) => role === open[0]?.role) : open;
}

function askOf(view: View): Ask {
  const open = openParts(view);
  const { value, confirms } = view.spec;
  return {
    question:
      confirms.length === 0 ? value : [`${value}. You confirm:`, ...confirms.map((line) => `• ${line}`)].join('\n'),
    of: [...new Set(open.map(({ role }) => role))],
    items: partsOf(view).map((part) => itemOf(part, view)),
    answers: open.flatMap(answersFor),
  };
}

function itemOf(part: Part, view: View): AskItem {
  const given = givenFor(part, view);
  return {
    key: part.key,
    title: part.title,
    state: given ? 'yes' : 'open',
    ...(given?.by !== undefined && { by: given.by }),
  };
}

function answersFor({ key, role }: Part): readonly AnswerOption[] {
  return [
    { verb: 'give', label: 'Sign off', item: key, style: 'primary', of: [role] },
    { verb: 'reject', label: 'Reject', item: key, style: 'danger', of: [role], fields: [REJECT_REASON] },
  ];
}

function decided(item: string, view: View): UserError {
  const part = partsOf(view).find(({ key }) => key === item);
  const given = part && givenFor(part, view);
  if (given)
    return new UserError('stale', `\`${part.title}\` was already signed by ${who(given.by)}`, {
      fix: 'Nothing is left to do.',
    });
  return part
    ? new UserError('stale', `\`${part.title}\` is not asked yet: others sign before it`, {
        fix: 'Wait until it is asked.',
      })
    : new UserError('stale', `\`${item}\` is not asked here`, { fix: 'Look at the card again.' });
}

function refuseSamePerson(part: Part, person: string, { release, facts }: View): void {
  const fix =
    'Ask another member of the role to sign. An address counts as any Slack id: nobody can tell them apart here.';
  if (release.openedBy !== null && mayBeSame(person, release.openedBy)) {
    throw new UserError('not_allowed', 'whoever started a release does not sign it off here: a second person must', {
      fix,
    });
  }
  const other = factsOf(facts, 'given').find(
    ({ by, role }) => by !== undefined && mayBeSame(by, person) && role !== part.role,
  );
  if (other) {
    throw new UserError(
      'not_allowed',
      `you signed as \`${other.role}\` already: a second person must sign as \`${part.role}\``,
      { fix },
    );
  }
}
