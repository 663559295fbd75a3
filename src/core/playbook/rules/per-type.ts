import { nextOccurrence } from '../../time/calendar.ts';
import { resolveAt } from '../../time/moment.ts';
import { appliesTo, areLines, phasesFor, retryPoints } from '../for-type.ts';
import type { Phase, Playbook, Step } from '../playbook.ts';
import type { Place } from '../read/place.ts';
import type { Reading } from '../read/reading.ts';

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
    if (playbook.phases.length > 0 && runs.main.length === 0)
      refuseOnce(file.child('types'), `no step is left for \`${name}\``, [name]);
    for (const phases of Object.values(runs)) checkRun(phases, { name, reading, refuse: refuseOnce });
    checkTimes(playbook, name, { file, refuse: refuseOnce });
  }
}

interface Check {
  readonly name: string;
  readonly reading: Reading;
  refuse(place: Place | undefined, message: string, below: readonly (string | number)[]): void;
}

function checkRun(phases: readonly Phase[], { name, reading, refuse }: Check): void {
  const steps = phases.flatMap((phase) => phase.steps.flatMap((step) => [step, ...step.steps]));
  const children = new Set(steps.flatMap((step) => step.steps.map(({ id }) => id)));
  const order = new Map(steps.map(({ id }, index) => [id, index]));
  const points = retryPoints(phases);
  for (const [index, step] of steps.entries()) {
    const place = reading.steps.get(step.id);
    const from = points.get(step.id) ?? step.id;
    const position = order.get(from);
    if (step.retryFrom !== undefined && reading.steps.has(from)) {
      if (position === undefined)
        refuse(place, `\`${from}\` is no step of the same run for the type \`${name}\``, ['retry-from']);
      else if (position > index) refuse(place, `\`${from}\` comes after this step: a retry goes back`, ['retry-from']);
      else if (children.has(from) && from !== step.id) {
        refuse(place, `\`${from}\` stands inside \`parallel\`: begin again at the \`parallel\` step`, ['retry-from']);
      }
    }
    checkLines(step, { index, order, name, place, refuse });
  }
}

/** A step can answer a line only when it has ended before. */
function checkLines(
  { spec: { lines } }: Step,
  {
    index,
    order,
    name,
    place,
    refuse,
  }: Omit<Check, 'reading'> & {
    index: number;
    order: ReadonlyMap<string, number>;
    place: Place | undefined;
  },
): void {
  if (!areLines(lines)) return;
  for (const [number, line] of lines.entries()) {
    for (const { kind, name: id } of line.by) {
      if (kind !== 'step') continue;
      const position = order.get(id);
      const below = ['lines', number, line.text];
      if (position === undefined)
        refuse(place, `\`${id}\` is left out for the type \`${name}\`: leave this line out, too`, below);
      else if (position >= index) refuse(place, `\`${id}\` comes later and can't answer this line`, below);
    }
  }
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
