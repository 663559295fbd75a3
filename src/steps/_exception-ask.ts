import { UserError } from '../core/errors.ts';
import type { Answer, AnswerOption, Ask } from '../core/release/ask.ts';
import { lastFact, type NewFact } from '../core/release/fact.ts';
import {
  approvalsAt,
  type ExceptionFact,
  exceptionsOf,
  type Heard,
  named,
  openRoles,
  type Seen,
  seenIn,
  type View,
} from './_exception.ts';
import { mayBeSame } from './_people.ts';

const WHY_NOT = { name: 'reason', label: 'Why must it wait?', kind: 'text' } as const;

export function askOf(view: View, seen: Seen): Ask {
  const open = openRoles(seen.head, view);
  const asked = lastFact(view.facts, 'asked');
  return {
    question: [
      `May ${named(view, seen)}, by ${seen.author}, pass the freeze of ${seen.base}?`,
      asked ? `${asked.severity}: ${asked.reason}` : '',
      `It is meant as it is at ${seen.head.slice(0, 7)}; a push after that asks anew.`,
    ]
      .filter((line) => line !== '')
      .join('\n'),
    of: open,
    items: exceptionsOf(view).approvedBy.map((role) => {
      const given = approvalsAt(seen.head, view).find((fact) => fact.role === role);
      return {
        key: role,
        title: role,
        state: given ? 'yes' : 'open',
        ...(given?.by !== undefined && { by: given.by }),
      };
    }),
    answers: open.flatMap(answersFor),
  };
}

function answersFor(role: string): readonly AnswerOption[] {
  const of = [role];
  return [
    { verb: 'approve', label: 'Let it through', item: role, style: 'primary', of },
    { verb: 'refuse', label: 'Refuse', item: role, style: 'danger', of, fields: [WHY_NOT] },
  ];
}

export function hear(answer: Answer, view: Heard): NewFact<ExceptionFact> {
  const seen = seenIn(view);
  const role = answer.item ?? '';
  if (!seen || !openRoles(seen.head, view).includes(role)) {
    throw new UserError('stale', `\`${role}\` has decided already`, { fix: 'Look at the card again.' });
  }
  if (answer.verb === 'refuse') return { type: 'refused', role, reason: answer.fields.reason ?? '' };
  if (exceptionsOf(view).secondPerson) assertSecondPerson(answer, role, { view, seen });
  return { type: 'approved', role, head: seen.head };
}

/** Nobody lets a change of their own through, nor what they asked for themselves, nor in two roles. */
function assertSecondPerson(
  { by, login }: Answer,
  role: string,
  { view, seen }: { readonly view: Heard; readonly seen: Seen },
): void {
  const fix = `Ask another member of \`${role}\`.`;
  if (mayBeSame(by, view.spec.by)) {
    throw new UserError('not_allowed', 'whoever asked for an exception does not decide on it: a second person must', {
      fix,
    });
  }
  const other = approvalsAt(seen.head, view).find((fact) => fact.by !== undefined && mayBeSame(fact.by, by));
  if (other) {
    throw new UserError('not_allowed', `you agreed as \`${other.role}\` already: a second person must as \`${role}\``, {
      fix,
    });
  }
  if (login === null) {
    throw new UserError(
      'no_login',
      'nobody can tell whether this change is your own: your login at the host is not known',
      {
        fix: `Write \`${by}: <login>\` under \`people\` of the playbook, or ask another member of \`${role}\`.`,
      },
    );
  }
  if (login.toLowerCase() === seen.author.toLowerCase()) {
    throw new UserError(
      'not_allowed',
      `#${view.spec.value} is your own change (\`${login}\`): a second person must decide`,
      { fix },
    );
  }
}
