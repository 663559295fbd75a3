import type { Reminder } from '../core/playbook/playbook.ts';
import { isEnded } from '../core/release/release.ts';
import type { ReleaseUnit, StepRecord } from '../core/store.ts';
import { escapeText } from '../core/text.ts';
import type { EngineParts } from './parts.ts';
import { sayMessage } from './say.ts';
import { phasesOf, plannedOf, stepsOf, type Turn } from './turn.ts';
import { slackTime } from './values.ts';

/** The business time of the first link of a deadline chain; null when nobody is reminded. */
export function firstReminder(deadline: number, chain: readonly Reminder[]): number | null {
  return chain[0] ? deadline + chain[0].afterMs : null;
}

/** Sends the reminders that are due in this release. On hold nobody is chased. */
export async function remindAll(unit: ReleaseUnit, parts: EngineParts): Promise<void> {
  if (unit.release.hold) return;
  const now = parts.clock.now();
  for (const run of unit.runs.filter(({ status }) => status === 'running')) {
    const turn = { unit, parts, run, now };
    if (run.wakeAt !== null && run.wakeAt <= now) await remindOfPhase(turn);
    for (const step of unit.steps) {
      if (step.run === run.id && step.remindAt !== null && step.remindAt <= now) await remindOfStep(turn, step);
    }
  }
}

type Reminding = Pick<Turn, 'unit' | 'parts' | 'run' | 'now'>;

async function remindOfStep(turn: Reminding, step: StepRecord): Promise<void> {
  const { remind } = plannedOf(turn, step.id);
  const deadline = step.deadline ?? turn.now;
  const passed = remind.slice(step.reminded).filter(({ afterMs }) => deadline + afterMs <= turn.now);
  step.reminded += passed.length;
  const next = remind[step.reminded];
  step.remindAt = next ? deadline + next.afterMs : null;
  if (passed.length > 0 && !isEnded(step.status)) {
    await sayLate(turn, { what: step.title, deadline, who: passed.map(({ who }) => who), owner: step.owner });
  }
}

async function remindOfPhase(turn: Reminding): Promise<void> {
  const { run, now } = turn;
  const index = Math.max(...Object.keys(run.phases).map(Number));
  const state = run.phases[index];
  const phase = phasesOf(turn)[index];
  const isOver = stepsOf(turn).every(({ phase: of, status }) => of !== index || isEnded(status));
  if (!state || !phase?.budget || isOver) {
    run.wakeAt = null;
    return;
  }
  const deadline = state.startedAt + phase.budget.maxMs;
  const passed = phase.remind.slice(state.reminded).filter(({ afterMs }) => deadline + afterMs <= now);
  if (passed.length > 0) {
    await sayLate(turn, { what: phase.title, deadline, who: passed.map(({ who }) => who), owner: phase.owner });
  }
  const reminded = state.reminded + passed.length;
  run.phases = { ...run.phases, [index]: { ...state, reminded } };
  const next = phase.remind[reminded];
  run.wakeAt = next ? deadline + next.afterMs : null;
}

interface Late {
  readonly what: string;
  readonly deadline: number;
  /** `owner`, `deputy`, roles or channels: all whose turn has come, so that after a pause everybody hears of it once. */
  readonly who: readonly string[];
  readonly owner: string;
}

async function sayLate(turn: Reminding, { what, deadline, who, owner }: Late): Promise<void> {
  const { playbook } = turn.unit.release.plan;
  const fill = {
    step: escapeText(what),
    who: escapeText(owner),
    note: `due ${slackTime(deadline, playbook.timezone)}`,
  };
  const people = who.filter((each) => !(each in playbook.channels));
  await sayMessage(turn, 'late', { fill, mentions: people.map((each) => mentionOf(each, owner)) });
}

/** `deputy` calls the deputies of the owner: written `role/deputies`, which the sender understands. */
function mentionOf(who: string, owner: string): string {
  if (who === 'owner') return owner;
  return who === 'deputy' ? `${owner}/deputies` : who;
}
