import type { PlannedPhase } from '../../core/release/plan.ts';
import {
  isEnded,
  phasesOfRun,
  type ReleaseView,
  type RunView,
  type StepState,
  type StepStatus,
} from '../../core/release/release.ts';
import { plainLine } from './limits.ts';
import { date, INDENT, STEP_WORD } from './words.ts';

/** The phases of one run as lines of mrkdwn; the steps are listed of what is under way, the rest is one line each. */
export function timeline(view: ReleaseView, run: RunView): readonly string[] {
  const phases = phasesOfRun(view.plan, run);
  return phases.flatMap((phase, index) => phaseLines(phase, stepsOf(run, index), isOver(run)));
}

/** Of a whole phase: what its steps come to. */
export function phaseStatus(steps: readonly StepState[]): StepStatus {
  const statuses = steps.map(({ status }) => status);
  if (statuses.includes('stopped')) return 'stopped';
  if (statuses.length > 0 && statuses.every((status) => status === 'skipped')) return 'skipped';
  if (statuses.length > 0 && statuses.every(isEnded)) return 'done';
  if (statuses.includes('active')) return 'active';
  if (statuses.includes('waiting')) return 'waiting';
  return statuses.some(isEnded) ? 'active' : 'pending';
}

function isOver({ status }: RunView): boolean {
  return status === 'finished' || status === 'cancelled';
}

function stepsOf(run: RunView, phase: number): readonly StepState[] {
  return run.steps.filter((step) => step.phase === phase);
}

function phaseLines(phase: PlannedPhase, steps: readonly StepState[], over: boolean): readonly string[] {
  const status = phaseStatus(steps);
  const { icon, word } = STEP_WORD[status];
  const when = status === 'pending' && phase.at !== undefined && !over ? ` · ${date(phase.at)}` : '';
  const title = `${icon} *${plainLine(phase.title, 100)}* · ${word}${when}`;
  const isOpen = status === 'active' || status === 'waiting' || status === 'stopped';
  return isOpen ? [title, ...steps.map(stepLine)] : [title];
}

function stepLine({ status, title, note, round, parent }: StepState): string {
  const { icon, word } = STEP_WORD[status];
  const indent = parent === null ? INDENT : INDENT + INDENT;
  const again = round > 1 ? ` · round ${round}` : '';
  // Why something waits or stopped stands under "Waits for".
  const tells = note !== '' && (isEnded(status) || status === 'active') ? `: ${plainLine(note, 160)}` : '';
  return `${indent}${icon} ${plainLine(title, 120)} · ${word}${again}${tells}`;
}
