import { z } from 'zod';
import { guardInWords, weaknesses } from '../core/freeze/guard.ts';
import type { Playbook } from '../core/playbook/playbook.ts';
import { factOf, lastFact, type NewFact } from '../core/release/fact.ts';
import { fail, finish, type Move, record, wait } from '../core/release/move.ts';
import { listed } from '../core/text.ts';
import { who } from './_people.ts';
import { defineStep, type StepView } from './_step.ts';

/** Machine time: the keeper of freezes wakes the step when it is done. */
const POLL_MS = 2_000;

const Spec = z.strictObject({
  value: z
    .enum(['start', 'end'], 'a freeze is `start` or `end`')
    .describe('`end` only lets go of what this release closed'),
});

const FreezeFact = z.discriminatedUnion('type', [
  factOf('changed', { change: z.enum(['start', 'end', 'waive']) }),
  factOf('again', {}),
  /** What is wanted of the host is a word alone, or was done there by hand. */
  factOf('waived', { reason: z.string() }),
]);
type FreezeFact = z.output<typeof FreezeFact>;
type View = StepView<z.output<typeof Spec>, FreezeFact, never>;
type FreezeMove = Move<never, NewFact<FreezeFact>>;

export default defineStep({
  name: 'freeze',
  summary: 'Closes the frozen branches for this release, or opens what it closed.',
  spec: Spec,
  title: ({ value }) => (value === 'start' ? 'Freeze the branches' : 'Lift the freeze'),
  once: true,
  neverSkipped: true,
  facts: FreezeFact,

  next(view): FreezeMove {
    const { spec, facts, playbook, release } = view;
    if (!playbook.freeze)
      return fail('this playbook names no branches to freeze: add `freeze: { branches: […] }` to it');
    const changed = lastFact(facts, 'changed');
    if (!changed && spec.value === 'end' && release.frozen.length === 0)
      return finish('this release holds no branch closed');
    if (!changed || isAfter(view, 'again')) return change(spec.value);
    const waived = lastFact(facts, 'waived');
    if (waived) return isAfter(view, 'waived') ? change('waive') : onPeople(view, waived);
    return spec.value === 'start' ? closed(view) : opened(view);
  },

  hear({ verb, fields }): NewFact<FreezeFact> {
    return verb === 'again' ? { type: 'again' } : { type: 'waived', reason: fields.reason ?? '' };
  },
});

function change(what: 'start' | 'end' | 'waive'): FreezeMove {
  return record({ type: 'changed', change: what }, { emit: 'freeze', change: what });
}

/** Whether a person said so since the last change. */
function isAfter({ facts }: View, type: 'again' | 'waived'): boolean {
  return facts.findLastIndex((fact) => fact.type === type) > facts.findLastIndex((fact) => fact.type === 'changed');
}

function onPeople({ spec, playbook }: View, { by, reason }: { by?: string | undefined; reason: string }): FreezeMove {
  const branches = branchesOf(playbook);
  return spec.value === 'start'
    ? finish(
        `${branches} is closed by word alone, says ${who(by)}: ${reason}`,
        {},
        { emit: 'say', message: 'freeze-started' },
      )
    : finish(
        `${branches} was opened by hand, says ${who(by)}: ${reason}`,
        {},
        { emit: 'say', message: 'freeze-lifted' },
      );
}

function closed(view: View): FreezeMove {
  const { playbook, release } = view;
  const { guard } = release;
  const branches = branchesOf(playbook);
  if (!guard || playbook.freeze?.mode === 'announce') return finish(`closed: ${branches}`);
  switch (guard.state) {
    case 'closed':
    case 'undone':
      return finish([`closed: ${branches}, ${guardInWords(guard)}`, ...weaknesses(guard)].join('; '));
    case 'opening':
    case 'open':
      return finish(`somebody opened ${branches} again`);
    case 'closing':
      return wait(withProblem(`closing ${branches}`, guard.problem), { pollMs: POLL_MS });
    case 'failed':
      return asking(view, `${branches} could not be closed: ${guard.problem}`, 'Go on with the announcement alone');
  }
}

function opened(view: View): FreezeMove {
  const { playbook, release } = view;
  const { guard } = release;
  const done = 'this release closes no branch any more';
  if (!guard || guard.state === 'open' || isHeldByOthers(view)) return finish(done);
  const branches = branchesOf(playbook);
  return guard.state === 'failed'
    ? asking(view, `${branches} could not be opened: ${guard.problem}`, 'It is open')
    : wait(withProblem(`opening ${branches}`, guard.problem), { pollMs: POLL_MS });
}

function isHeldByOthers({ release }: View): boolean {
  return release.closed.length > 0;
}

/** The host would not. It is tried again meanwhile, and when that goes well nobody has to answer. */
function asking({ owner }: View, question: string, without: string): FreezeMove {
  const of = [owner];
  const reason = { name: 'reason', label: 'Why is that enough?', kind: 'text' } as const;
  return wait(question, {
    pollMs: 10 * POLL_MS,
    ask: {
      question,
      of,
      answers: [
        { verb: 'again', label: 'Try again', style: 'primary', of },
        { verb: 'waive', label: without, style: 'danger', of, fields: [reason] },
      ],
    },
  });
}

function withProblem(what: string, problem: string): string {
  return problem === '' ? what : `${what}: ${problem}`;
}

function branchesOf({ branches, freeze }: Playbook): string {
  return listed((freeze?.branches ?? []).map((key) => branches[key]?.pattern ?? key));
}
