import { flatten } from '../../core/release/plan.ts';
import { phasesOfRun, type ReleaseView, type RunView, type StepState } from '../../core/release/release.ts';
import { plainLine } from './limits.ts';
import { type Mentions, rolesInWords } from './people.ts';
import { date } from './words.ts';

/** One thing that keeps a release from moving on. */
export interface Waiting {
  /** Plain text. */
  readonly what: string;
  /** Plain text; may be empty. */
  readonly why: string;
  /** Roles that can clear it; empty when only time or the outside can. */
  readonly clearedBy: readonly string[];
  /** Business time at which it looks again by itself. */
  readonly until: number | null;
}

/** What the release waits for now, in the order of its steps. Pure. */
export function waitsOf(view: ReleaseView): readonly Waiting[] {
  const unsure = view.unsure.map(({ title, why, of, owner }) => ({
    what: `an answer: did "${title}" happen?`,
    why,
    clearedBy: of.length > 0 ? of : [owner],
    until: null,
  }));
  return [...unsure, ...movingRuns(view).flatMap((run) => run.steps.flatMap((step) => waitOf(view, run, step)))];
}

/** The runs whose steps may move. */
export function movingRuns(view: ReleaseView): readonly RunView[] {
  return view.runs.filter(({ status }) => status === 'running');
}

function waitOf(view: ReleaseView, run: RunView, step: StepState): readonly Waiting[] {
  const { title, note, until } = step;
  if (step.status === 'stopped') {
    return [{ what: title, why: note, clearedBy: [step.owner, ...skippersOf(view, run, step.id)], until: null }];
  }
  if (step.status !== 'waiting' || run.steps.some(({ parent }) => parent === step.id)) return [];
  const clearedBy = rolesOf(step).filter((role) => role !== 'anyone');
  return [{ what: title, why: note, clearedBy, until: clearedBy.length > 0 ? null : until }];
}

/** The roles that can answer what is still open; those of a settled line are no longer needed. */
function rolesOf({ ask }: StepState): readonly string[] {
  return [...new Set(ask?.answers.flatMap(({ of }) => of) ?? [])];
}

/** Who may skip this step, by the plan. */
export function skippersOf(view: ReleaseView, run: RunView, id: string): readonly string[] {
  const phases = phasesOfRun(view.plan, run);
  return flatten(phases).find(({ step }) => step.id === id)?.step.skip ?? [];
}

/** One line of mrkdwn: `*Functional sign-off*: … · can be cleared by qa (@Quinn)`. */
export function waitLine({ what, why, clearedBy, until }: Waiting, mentions: Mentions): string {
  const parts = [`*${plainLine(what, 200)}*${why === '' ? '' : `: ${plainLine(why, 300)}`}`];
  if (clearedBy.length > 0) parts.push(`can be cleared by ${rolesInWords(clearedBy, mentions)}`);
  else if (until !== null) parts.push(`goes on by itself, next look ${date(until)}`);
  return parts.join(' · ');
}

/** The lines of "Waits for", at most so many, the rest counted. */
export function waitLines(view: ReleaseView, mentions: Mentions, limit = 6): readonly string[] {
  const waits = waitsOf(view);
  const lines = waits.slice(0, limit).map((waiting) => waitLine(waiting, mentions));
  return waits.length > limit ? [...lines, `… and ${waits.length - limit} more`] : lines;
}
