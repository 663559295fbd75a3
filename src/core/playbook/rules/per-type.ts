import { nextOccurrence } from '../../time/calendar.ts';
import { resolveAt } from '../../time/moment.ts';
import { appliesTo, areLines, phasesFor } from '../for-type.ts';
import type { Phase, Playbook, Step } from '../playbook.ts';
import type { Place } from '../read/place.ts';
import type { Reading } from '../read/reading.ts';
import { type Problem, repositoryProblems } from './repository.ts';

/**
 * `only`, `except` and `per-type` make one file many processes: each is checked on its own, so that no type is found
 * out in the middle of its first release. What several types have in common is told once.
 */
export function checkTypes(playbook: Playbook, file: Place, reading: Reading): void {
  const said = new Set<string>();
  const refuseOnce = (place: Place | undefined, message: string, below: readonly (string | number)[]): void => {
    const key = JSON.stringify([place?.path, below, message]);
    if (!said.has(key)) place?.refuse(message, ...below);
    said.add(key);
  };
  for (const [name, type] of Object.entries(playbook.types)) {
    const runs = { main: phasesFor(playbook.phases, type), rollback: phasesFor(playbook.rollback?.phases ?? [], type) };
    if (playbook.phases.length > 0 && runs.main.length === 0) {
      refuseOnce(file.child('types'), `no step is left for \`${name}\``, [name]);
    }
    for (const phases of Object.values(runs)) checkRun(phases, { playbook, name, reading, refuse: refuseOnce });
    checkTimes(playbook, name, { file, refuse: refuseOnce });
  }
}

interface Check {
  readonly playbook: Playbook;
  /** The name of the type. */
  readonly name: string;
  readonly reading: Reading;
  refuse(place: Place | undefined, message: string, below: readonly (string | number)[]): void;
}

/** What is known of one run of one type. */
interface Run extends Check {
  /** Position by step id, the children of a parallel step right after it. */
  readonly order: ReadonlyMap<string, number>;
  readonly children: ReadonlySet<string>;
}

function checkRun(phases: readonly Phase[], check: Check): void {
  const steps = phases.flatMap((phase) => phase.steps.flatMap((step) => [step, ...step.steps]));
  const children = new Set(steps.flatMap((step) => step.steps.map(({ id }) => id)));
  const run = { ...check, children, order: new Map(steps.map(({ id }, index) => [id, index])) };
  for (const step of steps) {
    const place = check.reading.steps.get(step.id);
    const problem = retryProblem(step, run);
    if (problem) check.refuse(place, problem, ['retry-from']);
    const problems = [...lineProblems(step, run), ...repositoryProblems(step, check)];
    for (const { below, message } of problems) check.refuse(place, message, below);
  }
}

function retryProblem({ id, retryFrom }: Step, { order, children, name, reading }: Run): string | undefined {
  if (retryFrom === undefined || !reading.steps.has(retryFrom)) return undefined;
  const position = order.get(retryFrom);
  if (position === undefined) return `\`${retryFrom}\` is no step of the same run for the type \`${name}\``;
  if (position > (order.get(id) ?? 0)) return `\`${retryFrom}\` comes after this step: a retry goes back`;
  return children.has(retryFrom) && retryFrom !== id
    ? `\`${retryFrom}\` stands inside \`parallel\`: begin again at the \`parallel\` step`
    : undefined;
}

/** A step can answer a line only when it has ended before. */
function lineProblems({ id, spec: { lines } }: Step, { order, name, reading }: Run): readonly Problem[] {
  if (!areLines(lines)) return [];
  return lines.flatMap(({ text, by }, index) =>
    by.flatMap(({ kind, name: answerer }) => {
      if (kind !== 'step' || reading.unreadable.has(answerer)) return [];
      const below = ['lines', index, text];
      const position = order.get(answerer);
      if (position === undefined) {
        return [{ below, message: `\`${answerer}\` is left out for the type \`${name}\`: leave this line out, too` }];
      }
      return position < (order.get(id) ?? 0)
        ? []
        : [{ below, message: `\`${answerer}\` comes later and can't answer this line` }];
    }),
  );
}

/** Some slots of the schedule, from any day on: what is compared is the order of times after a slot. */
function someSlots(opens: string, zone: string): readonly number[] {
  const slots: number[] = [];
  let after = Date.UTC(2026, 0, 1);
  for (let count = 0; count < 4; count++) {
    after = nextOccurrence(opens, zone, after).at;
    slots.push(after);
  }
  return slots;
}

/** Phases run in order, so a time before that of an earlier phase would be over when its phase begins. */
function checkTimes(
  playbook: Playbook,
  name: string,
  { file, refuse }: { file: Place; refuse: Check['refuse'] },
): void {
  const type = playbook.types[name];
  if (type?.opens === undefined || type.urgent) return;
  const slots = someSlots(type.opens, playbook.timezone);
  let before: { readonly text: string; readonly at: readonly number[] } | undefined;
  for (const [index, phase] of playbook.phases.entries()) {
    if (phase.at === undefined || !appliesTo(phase, type)) continue;
    const { at: text } = phase;
    const at = slots.map((slot) => resolveAt(text, playbook.timezone, slot).at);
    if (before && at.every((time, slot) => time < (before?.at[slot] ?? 0))) {
      const message = `\`${text}\` is before \`${before.text}\` of an earlier phase: phases run in order, and \`week 2 ${text}\` would be the week after`;
      refuse(file.child('phases').child(index), message, ['at']);
    }
    before = { text, at };
  }
}
