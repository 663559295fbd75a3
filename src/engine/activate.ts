import type { StepRecord } from '../core/store.ts';
import { escapeText } from '../core/text.ts';
import { resolveDue } from '../core/time/moment.ts';
import { formatLocal } from '../core/time/zone.ts';
import { conditionsHold } from './condition.ts';
import { skipStep } from './end-step.ts';
import { firstReminder } from './remind.ts';
import { request } from './request.ts';
import { sayMessage } from './say.ts';
import { appendFact, isException, phaseOf, plannedOf, type Turn } from './turn.ts';

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
  const condition = await conditionsHold(turn, step);
  if (condition.holds === 'no') return skip(turn, step, `not needed: ${condition.when}`);
  if (condition.holds === 'open') return false;
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
    unit.release.provisional = false;
    // A rollback brings another version than the one that its release is called after.
    const back = planned.spec.version === 'previous' ? run.toVersion : null;
    const fill = { step: escapeText(step.title), ...(back !== null && { version: escapeText(back) }) };
    await sayMessage(turn, 'deploy-started', { fill });
  }
}

async function beginPhase(turn: Turn, step: StepRecord): Promise<void> {
  const { run, now } = turn;
  const phase = phaseOf(turn, step);
  run.phases = { ...run.phases, [step.phase]: { startedAt: now, reminded: 0 } };
  run.wakeAt = phase.budget ? firstReminder(now + phase.budget.maxMs, phase.remind) : null;
  // It was said when it was asked for.
  if (isException(run)) return;
  await sayMessage(turn, 'phase-started', {
    fill: { phase: escapeText(phase.title), who: escapeText([phase.owner, ...phase.standby].join(', ')) },
  });
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
