import type { Ask } from '../core/release/ask.ts';
import type { StepRecord } from '../core/store.ts';
import { escapeText } from '../core/text.ts';
import { resolveDue } from '../core/time/moment.ts';
import { formatLocal } from '../core/time/zone.ts';
import { askPeople } from './ask-people.ts';
import { skipStep } from './end-step.ts';
import { firstReminder } from './remind.ts';
import { sayMessage } from './say.ts';
import { appendFact, phaseOf, plannedOf, type Turn } from './turn.ts';

/** A step that begins later than this after its time is late. */
const GRACE_MS = 5 * 60_000;

/** Begins a step whose turn it is, once its time has come and its condition holds. True when it moved. */
export async function activate(turn: Turn, step: StepRecord): Promise<boolean> {
  if (turn.unit.release.hold) return false;
  const planned = plannedOf(turn, step.id);
  const phase = phaseOf(turn, step);
  const plannedAt = planned.at ?? (turn.run.phases[step.phase] ? undefined : phase.at);
  if (plannedAt !== undefined && turn.now < plannedAt) {
    step.note = `begins ${formatLocal(plannedAt, turn.unit.release.plan.playbook.timezone)}`;
    step.wakeAt = plannedAt;
    return false;
  }
  const answers = new Set((await turn.unit.facts(step)).map(({ type }) => type));
  if (answers.has('late:skip')) return skip(turn, step, 'its time had passed');
  const when = planned.when ?? phase.when;
  const condition = when === undefined ? 'yes' : await holds(turn, step, { when, answers });
  if (condition === 'no') return skip(turn, step, `not needed: ${when}`);
  if (condition === 'open') return false;
  const late = answers.has('late:go') ? undefined : lateness(turn, step, plannedAt ?? phase.at);
  if (late?.policy === 'skip') return skip(turn, step, late.why);
  if (late?.policy === 'ask') return askLate(turn, step, late.why);
  await begin(turn, step);
  return true;
}

async function skip(turn: Turn, step: StepRecord, note: string): Promise<boolean> {
  await skipStep(turn, step, { note });
  return true;
}

async function begin(turn: Turn, step: StepRecord): Promise<void> {
  const { run, now, unit } = turn;
  const planned = plannedOf(turn, step.id);
  const { timezone } = unit.release.plan.playbook;
  if (!run.phases[step.phase]) await beginPhase(turn, step);
  step.status = 'active';
  step.startedAt = now;
  step.note = '';
  step.ask = null;
  step.wakeAt = null;
  step.deadline = planned.due === undefined ? null : resolveDue(planned.due, timezone, now).at;
  step.remindAt = step.deadline === null ? null : firstReminder(step.deadline, planned.remind);
  await appendFact(turn, step, { type: 'step:began' });
  if (step.kind === 'deploy') {
    await sayMessage(turn, 'deploy-started', { fill: { step: escapeText(step.title) } });
  }
}

async function beginPhase(turn: Turn, step: StepRecord): Promise<void> {
  const { run, now } = turn;
  const phase = phaseOf(turn, step);
  run.phases = { ...run.phases, [step.phase]: { startedAt: now, reminded: 0 } };
  run.wakeAt = phase.budget ? firstReminder(now + phase.budget.maxMs, phase.remind) : null;
  await sayMessage(turn, 'phase-started', {
    fill: { phase: escapeText(phase.title), who: escapeText([phase.owner, ...phase.standby].join(', ')) },
  });
}

/** Whether the step's condition holds; `open` while somebody is still asked. */
async function holds(
  turn: Turn,
  step: StepRecord,
  { when, answers }: { readonly when: string; readonly answers: ReadonlySet<string> },
): Promise<'yes' | 'no' | 'open'> {
  if (when === 'database-migrated') return turn.run.database ? 'yes' : 'no';
  if (answers.has('when:yes')) return 'yes';
  if (answers.has('when:no')) return 'no';
  const condition = turn.unit.release.plan.playbook.conditions[when];
  if (!condition) throw new Error(`the playbook has no condition \`${when}\``);
  if (condition.kind === 'check' && !answers.has('when:unknown')) {
    if (!turn.isReading(step) && (step.retryAt === null || step.retryAt <= turn.machine)) {
      const { id, run, round } = step;
      turn.wanted.push({ release: turn.unit.release.id, run, step: id, round, action: '@when', intent: null });
    }
    return 'open';
  }
  const of = condition.kind === 'ask' ? condition.from : [step.owner];
  const question = condition.kind === 'ask' ? condition.ask : `${condition.check} has no answer. Does it hold?`;
  return (await request(turn, step, yesOrNo(of, question))) && 'open';
}

function yesOrNo(of: readonly string[], question: string): Ask {
  return {
    question,
    of,
    answers: [
      { verb: '@yes', label: 'Yes', of },
      { verb: '@no', label: 'No', of },
    ],
  };
}

interface Lateness {
  readonly policy: 'ask' | 'skip';
  readonly why: string;
}

/** Late is what was due while Shipmate was away, and what earlier work pushed past its phase's budget. */
function lateness(turn: Turn, step: StepRecord, plannedAt: number | undefined): Lateness | undefined {
  const { whenLate } = plannedOf(turn, step.id);
  const phase = phaseOf(turn, step);
  const policy = phase.whenLate ?? whenLate;
  if (plannedAt === undefined || policy === 'run' || turn.now - plannedAt <= GRACE_MS) return undefined;
  const { away } = turn.parts;
  const zone = turn.unit.release.plan.playbook.timezone;
  const was = `it was due ${formatLocal(plannedAt, zone)}`;
  if (away && away.from <= plannedAt && plannedAt <= away.to) return { policy, why: `${was}, while Shipmate was away` };
  if (phase.budget && turn.now > plannedAt + phase.budget.maxMs) {
    return { policy, why: `${was}, and the ${phase.budget.text} planned for ${phase.title} are over` };
  }
  return undefined;
}

async function askLate(turn: Turn, step: StepRecord, why: string): Promise<boolean> {
  const of = [step.owner];
  const { skip: skippers } = plannedOf(turn, step.id);
  await request(turn, step, {
    question: `${step.title} is late: ${why}. Shall it go on now?`,
    of,
    answers: [
      { verb: '@go', label: 'Go on now', style: 'primary', of },
      ...(skippers.length > 0 ? [{ verb: '@late-skip', label: 'Skip it', of: skippers }] : []),
    ],
  });
  return false;
}

async function request(turn: Turn, step: StepRecord, ask: Ask): Promise<true> {
  step.status = 'waiting';
  step.note = ask.question;
  step.wakeAt = null;
  if (JSON.stringify(ask) !== JSON.stringify(step.ask)) step.ask = ask;
  await askPeople(turn, step);
  return true;
}
